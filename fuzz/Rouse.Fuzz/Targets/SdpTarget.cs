using System.Text;
using Rouse.Server.Transport;

namespace Rouse.Fuzz.Targets;

/// <summary>
/// Any bytes as SDP. A proxy leaves it to the phones; the log alone reads it, to show every line as it is but for the keys in some.
/// </summary>
static class SdpTarget
{
    static readonly string[] Keys = ["a=crypto:", "a=key-mgmt:", "k=", "a=ice-pwd:"];

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data.Length > 60_000)
            return;
        var head = Encoding.ASCII.GetBytes(
            "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nFrom: <sip:alice@example.org>;tag=1\r\n"
            + "To: <sip:bob@example.org>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {data.Length}\r\n\r\n");
        var shown = SecretMask.Show([.. head, .. data], withSecrets: false);
        var body = shown.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Invariant.Holds(body == head.Length);
        var before = Encoding.UTF8.GetString(data).Split('\n');
        var after = shown[body..].Split('\n');
        Invariant.Holds(before.Length == after.Length);
        for (var i = 0; i < before.Length; i++)
            Invariant.Holds(IsMasked(before[i], after[i]) || (before[i] == after[i] && !HasKey(before[i])));
    }

    static bool HasKey(string line) => Array.Exists(Keys, key => line.StartsWith(key, StringComparison.OrdinalIgnoreCase));

    static bool IsMasked(string before, string after) =>
        after.Length > 3 && after.EndsWith("***", StringComparison.Ordinal) && after[^4] is ':' or '='
        && before.StartsWith(after[..^3], StringComparison.Ordinal);
}
