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

    // Larger than any payload that a provider takes.
    private const int MostKeptBytes = 16 * 1024;

    // A name in Cyrillic is as long as its UTF-8 and not three times that: providers count octets, and no browser reads this.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A writer and its buffer for each thread: as large together as what they write.
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) _kept;

    public static byte[] Write<T>(T payload, JsonTypeInfo<T> type)
    {
        // Taken out meanwhile, so that one that threw is not used again.
        var (buffer, writer) = _kept is { Buffer: not null } kept ? kept : Create();
        _kept = default;
        JsonSerializer.Serialize(writer, payload, type);
        var written = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= MostKeptBytes)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            _kept = (buffer, writer);
        }
        return written;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(UsualBytes);
        return (buffer, new Utf8JsonWriter(buffer, Compact));
    }
}
