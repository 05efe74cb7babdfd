using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rouse.Push.Payloads;

/// <summary>Writes payloads as compactly as JSON allows.</summary>
internal static class PayloadJson
{
    // What a usual payload needs; a larger one grows.
    private const int UsualBytes = 1024;

    // A name in Cyrillic is as long as its UTF-8 and not three times that: providers count octets, and no browser reads this.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write<T>(T payload, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(UsualBytes);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            JsonSerializer.Serialize(writer, payload, type);
        return buffer.WrittenSpan.ToArray();
    }
}
