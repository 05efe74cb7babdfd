using System.Text.Json;
using Rouse.Sandbox.Json;

namespace Rouse.Sandbox.Apns;

/// <summary>Apple's rules for the body of a push.</summary>
internal static class ApnsPayload
{
    /// <param name="body">Null if it was longer than its push type may be.</param>
    public static ApnsRefusal? Check(byte[]? body)
    {
        if (body is null)
            return new(413, "PayloadTooLarge");
        var hasAps = JsonText.TryParseObject(body, out var payload)
            && payload.TryGetProperty("aps", out var aps)
            && aps.ValueKind == JsonValueKind.Object;
        return hasAps ? null : ApnsRefusal.BadRequest("PayloadEmpty");
    }
}
