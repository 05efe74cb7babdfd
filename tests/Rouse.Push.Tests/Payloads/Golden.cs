using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rouse.Push.Tests.Payloads;

/// <summary>The payloads that apps rely on, one file each: written for reading, compared without their white space.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json"), Encoding.UTF8);
        return JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(text), Compact);
    }
}
