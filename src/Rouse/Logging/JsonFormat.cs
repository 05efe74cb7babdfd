using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rouse.Logging;

/// <summary>One JSON object a line: <c>time level category event message fields exception</c>.</summary>
sealed class JsonFormat : ILogFormat
{
    // The template of the message, which .NET hands over among the fields.
    const string Template = "{OriginalFormat}";

    // Control characters stay escaped: a line is a line.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Write(in LogLine line)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("time", line.At.UtcDateTime);
            writer.WriteString("level", LogLevels.WordOf(line.Level));
            writer.WriteString("category", line.Part);
            if (line.Event.Name is { Length: > 0 } name)
                writer.WriteString("event", SnakeCase(name));
            writer.WriteString("message", line.Message);
            WriteFields(writer, line.Fields);
            if (line.Failure is not null)
                writer.WriteString("exception", line.Failure.ToString());
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(json.WrittenSpan) + "\n";
    }

    static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        if (!fields.Any(static field => field.Key != Template))
            return;
        writer.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            if (name == Template)
                continue;
            writer.WritePropertyName(SnakeCase(name));
            Write(writer, value);
        }
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
