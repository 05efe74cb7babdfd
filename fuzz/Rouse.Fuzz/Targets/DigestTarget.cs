using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>
/// Any bytes as credentials and as a challenge: what is read is no longer than what came, nobody is proved by it, and what answers a
/// challenge can be read.
/// </summary>
static class DigestTarget
{
    static readonly string[] Secrets =
    [
        DigestResponse.Ha1("bob", "example.org", "secret", DigestAlgorithm.Md5),
        DigestResponse.Ha1("bob", "example.org", "secret", DigestAlgorithm.Sha256),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (DigestCredentials.TryParse(data, out var credentials, out var error))
            Read(data, credentials);
        else
            Invariant.Holds(error != DigestError.None);
        if (DigestAnswer.TryWrite(data, "bob", "secret", "REGISTER", "sip:example.org", "c", out var answer))
            Invariant.Holds(DigestCredentials.TryParse(Encoding.UTF8.GetBytes(answer), out var again) && again.Username == "bob");
    }

    static void Read(ReadOnlySpan<byte> data, DigestCredentials credentials)
    {
        var length = credentials.Nonce.Length + credentials.Uri.Length + credentials.Response.Length + credentials.ClientNonce.Length
            + credentials.Opaque.Length + credentials.NonceCountText.Length + credentials.QopText.Length;
        Invariant.Holds(length + credentials.Username.Length + credentials.Realm.Length <= data.Length);
        if (credentials.Algorithm is { } algorithm)
            Invariant.Holds(!DigestResponse.Matches(Secrets[(int)algorithm], credentials, "REGISTER"u8, algorithm));
    }
}
