using System.Text;
using Rouse.Soak.Server;

namespace Rouse.Soak.Flood;

/// <summary>What attackers send: so many different ones that no transaction absorbs them.</summary>
static class FloodMessages
{
    const int Count = 50_000;

    public static IReadOnlyList<string> Kinds { get; } = ["junk", "INVITE", "REGISTER", "mix"];

    public static IReadOnlyList<byte[]> Of(string kind, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, Count).Select(i => (kind == "mix" ? Kinds[i % 3] : kind) switch
            {
                "junk" => Junk(random),
                var method => Request(method, i, seed),
            }),
        ];
    }

    static byte[] Junk(Random random)
    {
        var bytes = new byte[random.Next(20, 600)];
        random.NextBytes(bytes);
        return bytes;
    }

    static byte[] Request(string method, int number, int seed) => Encoding.ASCII.GetBytes(
        $"{method} sip:{(method == "INVITE" ? $"other{number % 100}@" : "")}{ServerFolder.Domain} SIP/2.0\r\n"
        + $"Via: SIP/2.0/UDP 127.0.0.66;branch=z9hG4bK-flood-{seed}-{number};rport\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:other{number % 100}@{ServerFolder.Domain}>;tag=f{number}\r\nTo: <sip:other{number % 100}@{ServerFolder.Domain}>\r\n"
        + $"Call-ID: flood-{seed}-{number}\r\nCSeq: 1 {method}\r\nContact: <sip:f@127.0.0.66>\r\n"
        + $"User-Agent: friendly-scanner\r\nContent-Length: 0\r\n\r\n");
}
