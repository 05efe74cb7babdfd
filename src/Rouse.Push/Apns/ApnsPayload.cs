using System.Text.Json.Serialization;
using Rouse.Push.Http;
using Rouse.Push.Payloads;

namespace Rouse.Push.Apns;

/// <summary>
/// The JSON that an iOS app gets. Names and places are Flexisip's, because the Linphone SDK reads them (<c>aps.call-id</c> joins the INVITE
/// to the CallKit call); ours stand beside them in <c>rouse</c>.
/// </summary>
internal sealed record ApnsPayload
{
    public required ApnsDictionary Aps { get; init; }

    [JsonPropertyName("from-uri")]
    public required string FromUri { get; init; }

    [JsonPropertyName("display-name")]
    public required string DisplayName { get; init; }

    [JsonPropertyName("call-id")]
    public string? CallId { get; init; }

    /// <summary>Seconds from <c>send-time</c>.</summary>
    [JsonPropertyName("pn_ttl")]
    public required long TimeToLive { get; init; }

    public string? Uuid { get; init; }

    [JsonPropertyName("send-time")]
    public string? SendTime { get; init; }

    [JsonPropertyName("chat-room-addr")]
    public string? ChatRoom { get; init; }

    [JsonPropertyName("customPayload")]
    public ApnsNothing CustomPayload { get; } = new();

    public required ApnsEvent Rouse { get; init; }

    public static byte[] Serialize(ApnsPushType type, PayloadFields fields)
    {
        var isAlert = type == ApnsPushType.Alert;
        var message = fields.Message;
        var payload = new ApnsPayload
        {
            Aps = isAlert ? ApnsDictionary.OfAlert(fields) : ApnsDictionary.OfData(type, fields),
            FromUri = fields.FromUri,
            DisplayName = fields.DisplayName,
            CallId = isAlert ? message.CallId : null,
            TimeToLive = Math.Max(0, (long)message.TimeToLive.TotalSeconds),
            Uuid = isAlert ? fields.Instance : null,
            SendTime = isAlert ? fields.SendTime : null,
            ChatRoom = isAlert ? fields.ChatRoom : null,
            Rouse = new(message.Event.Name(), message.CallId, CallUuid.Of(message.CallId)),
        };
        return PayloadJson.Write(payload, ApnsJson.Default.ApnsPayload);
    }
}

/// <summary>What iOS itself reads, and where Flexisip puts the call for PushKit.</summary>
internal sealed record ApnsDictionary
{
    public ApnsAlert? Alert { get; init; }

    public string? Sound { get; init; }

    [JsonPropertyName("mutable-content")]
    public int? MutableContent { get; init; }

    public int? Badge { get; init; }

    [JsonPropertyName("content-available")]
    public int? ContentAvailable { get; init; }

    [JsonPropertyName("loc-key")]
    public string? TextKey { get; init; }

    [JsonPropertyName("loc-args")]
    public string[]? TextArguments { get; init; }

    [JsonPropertyName("call-id")]
    public string? CallId { get; init; }

    public string? Uuid { get; init; }

    [JsonPropertyName("send-time")]
    public string? SendTime { get; init; }

    /// <summary>What the user sees, after the app's extension has had it in hand.</summary>
    public static ApnsDictionary OfAlert(PayloadFields fields) => new()
    {
        Alert = new(fields.TextKey, [fields.From]),
        Sound = fields.Sound,
        MutableContent = 1,
        Badge = 1,
    };

    /// <summary>What only the app sees. A background push may have neither alert nor badge nor sound, or Apple shows it.</summary>
    public static ApnsDictionary OfData(ApnsPushType type, PayloadFields fields) => new()
    {
        Sound = type == ApnsPushType.Voip ? "" : null,
        ContentAvailable = type == ApnsPushType.Background ? 1 : null,
        TextKey = fields.TextKey,
        TextArguments = [fields.From],
        CallId = fields.Message.CallId,
        Uuid = fields.Instance,
        SendTime = fields.SendTime,
    };
}

internal sealed record ApnsAlert(
    [property: JsonPropertyName("loc-key")] string TextKey, [property: JsonPropertyName("loc-args")] string[] TextArguments);

internal sealed record ApnsEvent(string Event, [property: JsonPropertyName("call_id")] string CallId, Guid Uuid);

/// <summary>An empty object.</summary>
internal sealed record ApnsNothing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ApnsPayload))]
internal sealed partial class ApnsJson : JsonSerializerContext;
