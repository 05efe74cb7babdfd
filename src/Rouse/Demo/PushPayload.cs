using System.Text.Json;
using Rouse.Sandbox;

namespace Rouse.Demo;

/// <summary>What an app on the Linphone SDK reads of a push.</summary>
static class PushPayload
{
    /// <summary>
    /// The Call-ID of what the push announces: <c>aps.call-id</c> on iOS, <c>data.call-id</c> on Android; null if it is not there.
    /// </summary>
    public static string? CallIdOf(AcceptedPush push)
    {
        using var payload = JsonDocument.Parse(push.Payload);
        var part = push.Service == SandboxService.Apns ? "aps" : "data";
        return payload.RootElement.TryGetProperty(part, out var data) && data.TryGetProperty("call-id", out var callId)
            ? callId.GetString()
            : null;
    }
}
