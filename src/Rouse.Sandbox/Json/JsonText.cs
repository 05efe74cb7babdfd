using System.Text.Json;
using System.Text.Unicode;

namespace Rouse.Sandbox.Json;

/// <summary>JSON of strangers: well-formed and without repeated names, or none.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static bool TryParseObject(ReadOnlySpan<byte> utf8, out JsonElement value)
    {
        value = default;
        // The parser looks into strings only when they are read.
        if (!Utf8.IsValid(utf8))
            return false;
        try
        {
            value = JsonElement.Parse(utf8, Strict);
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A member of an object if it is a string.</summary>
    public static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>A member of an object if it is a whole number.</summary>
    public static long? Whole(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number)
            ? number
            : null;
}
