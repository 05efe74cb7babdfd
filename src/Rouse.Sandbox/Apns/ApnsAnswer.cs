using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox.Apns;

/// <summary>The JSON that APNs explains a refusal with.</summary>
internal static class ApnsAnswer
{
    public static Task WriteAsync(HttpResponse response, SandboxBehaviour.Refuse refuse, DateTimeOffset now)
    {
        response.Headers.RetryAfter = RetryAfter.Of(refuse.RetryAfter);
        var timestamp = refuse.Status == StatusCodes.Status410Gone ? refuse.Timestamp ?? now : refuse.Timestamp;
        return WriteAsync(response, new(refuse.Status, refuse.Reason, timestamp));
    }

    public static async Task WriteAsync(HttpResponse response, ApnsRefusal refusal)
    {
        response.StatusCode = refusal.Status;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("reason", refusal.Reason);
        if (refusal.Timestamp is { } timestamp)
            json.WriteNumber("timestamp", timestamp.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }
}
