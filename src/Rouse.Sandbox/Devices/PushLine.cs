using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rouse.Sandbox.Devices;

/// <summary>A push as a line of JSON, its payload as JSON too and not as text.</summary>
internal static class PushLine
{
    private static readonly PushLineJson Json = new(new(PushLineJson.Default.Options)
    {
        // A name in Cyrillic stays readable; no browser reads this.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(AcceptedPush push) => [.. JsonSerializer.SerializeToUtf8Bytes(push, Json.AcceptedPush), (byte)'\n'];

    /// <exception cref="JsonException">The line is not one of the sandbox's.</exception>
    public static AcceptedPush Read(string line) =>
        JsonSerializer.Deserialize(line, Json.AcceptedPush) ?? throw new JsonException("a push is no null");
}

/// <summary>A string that holds JSON, as that JSON.</summary>
internal sealed class EmbeddedJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).GetRawText();

    // Not as raw text: that may have line ends.
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        JsonElement.Parse(value).WriteTo(writer);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AcceptedPush))]
internal sealed partial class PushLineJson : JsonSerializerContext;
