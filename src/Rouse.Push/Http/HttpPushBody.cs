using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rouse.Push.Http;

/// <summary>The JSON body of a generic push. Who calls is in it only where the settings say so.</summary>
internal sealed record HttpPushBody
{
    public required string Provider { get; init; }

    public required string Param { get; init; }

    public required string Token { get; init; }

    public required string Event { get; init; }

    public required string CallId { get; init; }

    public required Guid Uuid { get; init; }

    /// <summary>Whole seconds.</summary>
    public required long Ttl { get; init; }

    public string? FromUri { get; init; }

    public string? FromName { get; init; }

    public string? To { get; init; }

    public static byte[] Serialize(PushMessage message, TimeSpan timeToLive, bool showCaller)
    {
        var body = new HttpPushBody
        {
            Provider = message.Provider,
            Param = message.Param,
            Token = message.Token,
            Event = message.Event.Name(),
            CallId = message.CallId,
            Uuid = CallUuid.Of(message.CallId),
            Ttl = Math.Max(0, (long)timeToLive.TotalSeconds),
            FromUri = showCaller ? message.CallerUri : null,
            FromName = showCaller ? message.CallerName : null,
            To = showCaller ? message.To : null,
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, HttpPushJson.Default.HttpPushBody);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(HttpPushBody))]
internal sealed partial class HttpPushJson : JsonSerializerContext;
