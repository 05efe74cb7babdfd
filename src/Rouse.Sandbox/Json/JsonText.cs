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
        // The parser looks into strings only when they are read, and throws then.
        if (!Utf8.IsValid(utf8))
            return false;
        try
        {
            ReadEscapes(utf8);
            value = JsonElement.Parse(utf8, Strict);
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Half of a surrogate pair, escaped, is well-formed JSON but no text: InvalidOperationException.
    private static void ReadEscapes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
                reader.GetString();
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
