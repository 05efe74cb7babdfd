using System.Text.Json;

namespace Rouse.Protocol.Tests.Torture;

/// <summary>One message of RFC 4475 or RFC 5118 with what the RFC asks of a proxy.</summary>
/// <param name="Name">As in the RFC.</param>
/// <param name="Bytes">Exactly those of the RFC's archive.</param>
/// <param name="IsRequest">Request or response.</param>
/// <param name="Parse">accept, reject or either.</param>
/// <param name="Action">What a proxy does: forward, reject, drop …</param>
/// <param name="Codes">The final responses that fit a rejection.</param>
/// <param name="Sha256">Of the bytes, in hexadecimal.</param>
sealed record TortureMessage(string Name, byte[] Bytes, bool IsRequest, string Parse, string Action, int[] Codes, string Sha256)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Torture");

    public static IReadOnlyDictionary<string, TortureMessage> All { get; } = Load();

    public override string ToString() => Name;

    static Dictionary<string, TortureMessage> Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "torture.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(Read).ToDictionary(m => m.Name);
    }

    static TortureMessage Read(JsonElement element)
    {
        var expected = element.GetProperty("expected");
        var proxy = expected.GetProperty("proxy");
        return new TortureMessage(
            element.GetProperty("name").GetString()!,
            File.ReadAllBytes(Path.Combine(Folder, element.GetProperty("file").GetString()!)),
            element.GetProperty("kind").GetString() == "request",
            expected.GetProperty("parse").GetString()!,
            proxy.GetProperty("action").GetString()!,
            proxy.TryGetProperty("codes", out var codes) ? [.. codes.EnumerateArray().Select(c => c.GetInt32())] : [],
            element.GetProperty("sha256").GetString()!);
    }
}
