using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Rouse.Protocol.Tests.Stun;

/// <summary>A message of RFC 5769.</summary>
sealed record StunVector(string Section, byte[] Bytes, byte[] Key, bool HasFingerprint, string? Mapped)
{
    public static IReadOnlyList<StunVector> All { get; } = [.. Read()];

    static IEnumerable<StunVector> Read()
    {
        using var stream = typeof(StunVector).Assembly.GetManifestResourceStream("stun-rfc5769.json")!;
        using var document = JsonDocument.Parse(stream);
        foreach (var vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            yield return new StunVector(
                Text(vector, "section")!, Convert.FromHexString(Text(vector, "hex")!), KeyOf(vector),
                vector.GetProperty("has_fingerprint").GetBoolean(), Text(vector, "mapped"));
        }
    }

    // RFC 8489 §9.1.1, §9.2.2.
    [SuppressMessage("Security", "CA5351", Justification = "RFC 8489 §9.2.2 prescribes MD5.")]
    static byte[] KeyOf(JsonElement vector) => Text(vector, "mechanism") == "short-term"
        ? Encoding.UTF8.GetBytes(Text(vector, "password")!)
        : System.Security.Cryptography.MD5.HashData(
            Encoding.UTF8.GetBytes($"{Text(vector, "username")}:{Text(vector, "realm")}:{Text(vector, "password")}"));

    static string? Text(JsonElement vector, string name) => vector.TryGetProperty(name, out var value) ? value.GetString() : null;
}
