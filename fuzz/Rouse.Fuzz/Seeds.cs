using System.Text;
using System.Text.Json;
using Rouse.Protocol.Sip;

namespace Rouse.Fuzz;

/// <summary>
/// Good and bad messages to begin with: those of RFC 4475 and RFC 5118, those that real clients sent, and their parts, because most damage
/// to a whole message ends at its first defect.
/// </summary>
static class Seeds
{
    public static IReadOnlyList<byte[]> Messages { get; } = Read("seeds", "*.dat");

    /// <summary>Several messages behind each other, with keep-alives between them.</summary>
    public static IReadOnlyList<byte[]> Streams { get; } =
    [
        .. Messages,
        .. Messages.Chunk(3).Select(few => few.Aggregate(Array.Empty<byte>(), static (all, next) => [.. all, .. next, .. "\r\n\r\n"u8])),
    ];

    /// <summary>Eight bytes that choose edits, and a message.</summary>
    public static IReadOnlyList<byte[]> Edits { get; } =
        [.. Messages.Select(static (message, i) => (byte[])[0, 32, 64, 96, 128, 160, 192, (byte)i, .. message])];

    public static IReadOnlyList<byte[]> Values { get; } = [.. Messages.SelectMany(ValuesOf)];

    public static IReadOnlyList<byte[]> Digests { get; } =
    [
        .. Values.Where(static value => value.AsSpan().StartsWith("Digest "u8)),
        .. Texts(
            """Digest realm="example.org", nonce="a", algorithm=SHA-256, qop="auth,auth-int", stale=true, opaque="x\"y" """,
            """Digest username="bob", realm="r", nonce="n", uri="sip:r", response="0123456789abcdef0123456789abcdef", qop=auth, """
            + """nc=00000001, cnonce="c" """,
            """Digest username="b\\\"ob",realm=r,nonce=n,uri=u,response=r,algorithm=MD5-sess,cnonce=c"""),
    ];

    public static IReadOnlyList<byte[]> PushParameters { get; } =
    [
        .. Values.Where(static value => value.AsSpan().IndexOf("pn-"u8) >= 0 || value.AsSpan().IndexOf("app-id"u8) >= 0),
        .. Texts(
            ";pn-provider=apns;pn-param=TEAM.org.example.phone.voip;pn-prid=0123abcd",
            ";pn-provider=apns;pn-param=TEAM.org.example.phone.voip&remote;pn-prid=0123abcd:voip&4567:remote",
            ";pn-provider=fcm;pn-param=123456;pn-prid=tok%3aen;pn-silent=1;pn-timeout=0",
            ";app-id=org.example.phone.voip.prod;pn-type=apple;pn-tok=0123abcd;pn-call-str=a;pn-msg-str=b",
            "\"Bob\" <sip:bob@192.0.2.7;transport=tls;pn-provider=webpush;pn-param=p;pn-prid=https%3A%2F%2Fpush.example%2F1>;expires=60"),
    ];

    /// <summary>What messages describe media with (RFC 8866), and every line in it that holds a key.</summary>
    public static IReadOnlyList<byte[]> Descriptions { get; } =
    [
        .. Messages.Select(BodyOf).Where(static body => body.AsSpan().StartsWith("v="u8)),
        .. Texts(
            "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nk=clear:secret\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\n"
            + "a=key-mgmt:mikey AQAFgM0XflABAAAA\r\na=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n",
            "v=0\nA=CRYPTO:1 x inline:y\nK=base64:c2VjcmV0\na=ice-pwd:\n"),
    ];

    /// <summary>The messages of RFC 5769.</summary>
    public static IReadOnlyList<byte[]> Stun { get; } =
    [
        .. Read("seeds", "stun-*.json")
            .SelectMany(static file => JsonDocument.Parse(file).RootElement.GetProperty("vectors").EnumerateArray())
            .Select(static vector => Convert.FromHexString(vector.GetProperty("hex").GetString()!)),
    ];

    /// <summary>All files below a folder of the program, in the order of their names.</summary>
    public static IReadOnlyList<byte[]> Read(string folder, string pattern)
    {
        var path = Path.Combine(AppContext.BaseDirectory, folder);
        return Directory.Exists(path)
            ?
            [
                .. Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            ]
            : [];
    }

    static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    static byte[] BodyOf(byte[] bytes) =>
        SipParser.TryParseDatagram(bytes, out var message, out _) ? message!.Body.ToArray() : [];

    static IEnumerable<byte[]> ValuesOf(byte[] bytes)
    {
        if (!SipParser.TryParseDatagram(bytes, out var message, out _))
            yield break;
        if (message is SipRequest request)
            yield return request.RequestUri.ToArray();
        for (var i = 0; i < message!.Headers.Count; i++)
            yield return message.Headers.Value(i).ToArray();
    }
}
