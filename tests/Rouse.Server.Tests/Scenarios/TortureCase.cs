using System.Text.Json;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What the RFC lets one role do with a message.</summary>
/// <param name="Action">forward, reject, process, drop …; not-addressed where the RFC says nothing.</param>
/// <param name="Codes">Final responses that fit.</param>
sealed record TortureAction(string Action, int[] Codes);

/// <summary>One message of RFC 4475 or RFC 5118.</summary>
/// <param name="Name">As in the RFC.</param>
/// <param name="Bytes">Those of the RFC's archive.</param>
/// <param name="IsRequest">Request or response.</param>
/// <param name="Parse">accept, reject or either.</param>
/// <param name="Proxy">For a proxy.</param>
/// <param name="Registrar">For a registrar.</param>
sealed record TortureCase(string Name, byte[] Bytes, bool IsRequest, string Parse, TortureAction Proxy, TortureAction Registrar)
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Torture");

    public static IReadOnlyDictionary<string, TortureCase> All { get; } = Load();

    static Dictionary<string, TortureCase> Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "torture.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(Read).ToDictionary(c => c.Name);
    }

    static TortureCase Read(JsonElement element)
    {
        var expected = element.GetProperty("expected");
        return new TortureCase(
            element.GetProperty("name").GetString()!,
            File.ReadAllBytes(Path.Combine(Folder, element.GetProperty("file").GetString()!)),
            element.GetProperty("kind").GetString() == "request",
            expected.GetProperty("parse").GetString()!,
            ReadAction(expected.GetProperty("proxy")),
            ReadAction(expected.GetProperty("registrar")));
    }

    static TortureAction ReadAction(JsonElement element) => new(
        element.GetProperty("action").GetString()!,
        element.TryGetProperty("codes", out var codes) && codes.ValueKind == JsonValueKind.Array
            ? [.. codes.EnumerateArray().Select(c => c.GetInt32())]
            : []);
}
