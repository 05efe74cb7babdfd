using System.Text.Json.Serialization;
using Rouse.Sandbox.Devices;

namespace Rouse.Sandbox;

/// <summary>A push that the sandbox took, as the device would get it.</summary>
public sealed record AcceptedPush
{
    public required SandboxService Service { get; init; }

    /// <summary>APNs: bundle id; FCM: project id.</summary>
    public required string App { get; init; }

    public required string Token { get; init; }

    /// <summary>APNs: <c>apns-push-type</c>; FCM: <c>fcm</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>APNs: <c>apns-id</c>; FCM: the message name.</summary>
    public required string Id { get; init; }

    /// <summary>True if the device is woken at once: APNs priority 10, FCM <c>high</c>.</summary>
    public required bool Urgent { get; init; }

    /// <summary>When the service stops trying; null: not said.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? CollapseId { get; init; }

    /// <summary>APNs: the body; FCM: the <c>message</c> object.</summary>
    [JsonConverter(typeof(EmbeddedJson))]
    public required string Payload { get; init; }

    public required DateTimeOffset At { get; init; }
}
