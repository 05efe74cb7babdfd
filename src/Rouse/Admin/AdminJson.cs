using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rouse.Push;
using Rouse.Reloading;
using Rouse.Rendering;
using Rouse.Server.Admin;
using Rouse.Users;

namespace Rouse.Admin;

/// <summary>The answers as JSON: on the wire, and as <c>--json</c> prints them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(VerdictConverter)])]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(TraceLine))]
[JsonSerializable(typeof(CallList))]
[JsonSerializable(typeof(BindingList))]
[JsonSerializable(typeof(PushReport))]
[JsonSerializable(typeof(BanList))]
[JsonSerializable(typeof(LiftReport))]
[JsonSerializable(typeof(UsersReport))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(UserList))]
[JsonSerializable(typeof(Problem))]
sealed partial class AdminJson : JsonSerializerContext
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For the terminal: letters as they are, everything that could move its cursor escaped.</summary>
    public static string Write<T>(T answer, JsonTypeInfo<T> type)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Indented))
            JsonSerializer.Serialize(writer, answer, type);
        return Printable.OfJson(Encoding.UTF8.GetString(json.WrittenSpan));
    }
}

/// <summary>Why there is no answer (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">For the operator.</param>
sealed record Problem(int Status, string Detail)
{
    public const string MediaType = "application/problem+json";
}

/// <summary>In lower case with underscores, as every other name.</summary>
sealed class VerdictConverter() : JsonStringEnumConverter<PushVerdict>(JsonNamingPolicy.SnakeCaseLower);
