using System.Text.Json.Serialization;
using Rouse.Push.Payloads;

namespace Rouse.Push.Fcm;

/// <summary>
/// The body of <c>messages:send</c>: data only, or Android would show it itself and not start the app; no collapse key, because Google
/// throttles collapsible messages.
/// </summary>
internal sealed record FcmRequest(FcmMessage Message);

internal sealed record FcmMessage(string Token, FcmAndroid Android, FcmData Data);

/// <param name="Priority">high wakes a sleeping device; Google takes it away from apps that show nothing for it.</param>
/// <param name="Ttl">Seconds with an <c>s</c>.</param>
/// <param name="DirectBootOk">Also to a phone that was restarted and not unlocked since: it is to ring.</param>
internal sealed record FcmAndroid(string Priority, string Ttl, [property: JsonPropertyName("direct_boot_ok")] bool DirectBootOk);

/// <summary>What the app gets: strings only. Names as Flexisip's, which the Linphone SDK reads; ours beside them.</summary>
internal sealed record FcmData
{
    /// <summary>Google's limit for names and values together.</summary>
    public const int MaxBytes = 4096;

    public required string Uuid { get; init; }

    [JsonPropertyName("from-uri")]
    public required string FromUri { get; init; }

    [JsonPropertyName("display-name")]
    public required string DisplayName { get; init; }

    [JsonPropertyName("call-id")]
    public required string CallId { get; init; }

    [JsonPropertyName("sip-from")]
    public required string SipFrom { get; init; }

    /// <summary>Empty: Android apps have their own texts.</summary>
    [JsonPropertyName("loc-key")]
    public string TextKey { get; } = "";

    [JsonPropertyName("loc-args")]
    public string TextArguments { get; } = "";

    [JsonPropertyName("send-time")]
    public required string SendTime { get; init; }

    [JsonPropertyName("custom-payload")]
    public string CustomPayload { get; } = "{}";

    [JsonPropertyName("chat-room-addr")]
    public string? ChatRoom { get; init; }

    public required string Event { get; init; }

    [JsonPropertyName("call-uuid")]
    public required Guid CallUuid { get; init; }

    public static FcmData Of(PayloadFields fields) => new()
    {
        Uuid = fields.Instance,
        FromUri = fields.FromUri,
        DisplayName = fields.DisplayName,
        CallId = fields.Message.CallId,
        SipFrom = fields.From,
        SendTime = fields.SendTime,
        ChatRoom = fields.ChatRoom,
        Event = fields.Message.Event.Name(),
        CallUuid = Http.CallUuid.Of(fields.Message.CallId),
    };

    /// <summary>The data with as much as fits; null if not even the Call-ID does.</summary>
    public static FcmData? Fit(PayloadFields fields)
    {
        for (var trim = PayloadTrim.Nothing; trim <= PayloadTrim.Texts; trim++)
        {
            var data = Of(fields with { Trim = trim });
            // Counted with the quotes around them, a little more than Google counts.
            if (PayloadJson.Write(data, FcmJson.Default.FcmData).Length <= MaxBytes)
                return data;
        }
        return null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FcmRequest))]
[JsonSerializable(typeof(FcmData))]
internal sealed partial class FcmJson : JsonSerializerContext;
