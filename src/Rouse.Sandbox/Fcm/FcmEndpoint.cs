using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rouse.Sandbox.Hosting;
using Rouse.Sandbox.Json;

namespace Rouse.Sandbox.Fcm;

/// <summary>FCM HTTP v1: <c>POST /v1/projects/PROJECT/messages:send</c>.</summary>
internal sealed class FcmEndpoint(
    AccessTokens accessTokens, FcmTokens tokens, FcmQuota quota, SandboxScript script, PushLog log, TimeProvider time) : IServiceEndpoint
{
    private const string PathStart = "/v1/projects/";
    private const string PathEnd = "/messages:send";
    private const string Scheme = "Bearer ";

    // Larger than any message that FCM takes; keeps a stranger from filling memory.
    private const int MaxBodyBytes = 64 * 1024;

    private long _messages;

    public async Task AnswerAsync(HttpContext http)
    {
        if (Project(http.Request) is not { } project)
        {
            await new GoogleError(404, "The requested URL was not found on this server.").WriteAsync(http.Response);
            return;
        }

        if (Authorize(http.Request, project, out var app) is { } denied)
        {
            await denied.WriteAsync(http.Response);
            return;
        }

        var body = await RequestBody.ReadAsync(http.Request, MaxBodyBytes, http.RequestAborted);
        var error = Check(body, app!, out var message, out var validateOnly);
        if (error is not null)
            await error.WriteAsync(http.Response);
        else if (validateOnly)
            await WriteNameAsync(http.Response, $"projects/{app!.Settings.ProjectId}/messages/fake_message_id");
        else
            await PlayAsync(http, app!, message!);
    }

    private static string? Project(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        var fits = request.Method == HttpMethods.Post
            && path.StartsWith(PathStart, StringComparison.Ordinal)
            && path.EndsWith(PathEnd, StringComparison.Ordinal)
            && path.Length > PathStart.Length + PathEnd.Length;
        return fits && path[PathStart.Length..^PathEnd.Length] is var project && !project.Contains('/') ? project : null;
    }

    private GoogleError? Authorize(HttpRequest request, string project, out FcmApp? app)
    {
        app = null;
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new(401, "Request is missing required authentication credential.");
        app = accessTokens.Find(header[Scheme.Length..]);
        if (app is null)
            return new(401, "Request had invalid authentication credentials.");
        return app.IsProject(project)
            ? null
            : new(403, $"Permission 'cloudmessaging.messages.create' denied on resource projects/{project} (or it may not exist).");
    }

    private GoogleError? Check(byte[]? body, FcmApp app, out FcmMessage? message, out bool validateOnly)
    {
        (message, validateOnly) = (null, false);
        if (body is null)
            return new(400, "Request payload size exceeds the limit.");
        if (!JsonText.TryParseObject(body, out var request))
            return new(400, "Invalid JSON payload received.");
        if (FcmSchemaCheck.Check(request) is { Count: > 0 } violations)
            return GoogleError.Malformed(violations);
        if (FcmSchemaCheck.Field(request, "message") is not { } json)
            return GoogleError.Invalid("message", "The message is not set.");
        validateOnly = FcmSchemaCheck.Field(request, "validate_only") is { ValueKind: JsonValueKind.True };
        message = new(json);
        return message.Check() ?? (message.Token is { } token ? tokens.Check(token, app) : null);
    }

    private async Task PlayAsync(HttpContext http, FcmApp app, FcmMessage message)
    {
        if (message.Token is { } token && quota.Exceeded(app, token, message.CollapseKey is not null) is { } wait)
        {
            await new GoogleError(429, "Quota exceeded.", "QUOTA_EXCEEDED") { RetryAfter = wait }.WriteAsync(http.Response);
            return;
        }

        var behaviour = script.Take(SandboxService.Fcm, message.Token);
        if (behaviour is SandboxBehaviour.Refuse refuse)
        {
            await Refusal(refuse).WriteAsync(http.Response);
            return;
        }

        if (await Disturbance.PlayAsync(behaviour, http))
            return;
        var now = time.GetUtcNow();
        var number = Interlocked.Increment(ref _messages);
        var name = $"projects/{app.Settings.ProjectId}/messages/0:{now.ToUnixTimeMilliseconds()}%{number:x16}";
        // Nobody has subscribed to a topic here: such a message is accepted and reaches no device.
        if (message.Token is not null)
            log.Add(Push(app, message, name, now));
        if (behaviour is SandboxBehaviour.Drip drip)
            await Disturbance.DripAsync(drip, http.Response, time);
        await WriteNameAsync(http.Response, name);
    }

    // Canonical codes come from Google's front end, which knows nothing of FcmError.
    private static GoogleError Refusal(SandboxBehaviour.Refuse refuse) =>
        new(refuse.Status, "As the script says.", refuse.Reason is "UNAUTHENTICATED" or "PERMISSION_DENIED" ? null : refuse.Reason)
        {
            RetryAfter = refuse.RetryAfter,
        };

    private static AcceptedPush Push(FcmApp app, FcmMessage message, string name, DateTimeOffset now) => new()
    {
        Service = SandboxService.Fcm,
        App = app.Settings.ProjectId,
        Token = message.Token!,
        Kind = "fcm",
        Id = name,
        Urgent = message.Urgent,
        ExpiresAt = now + message.Ttl,
        CollapseId = message.CollapseKey,
        Payload = message.Json,
        At = now,
    };

    private static async Task WriteNameAsync(HttpResponse response, string name)
    {
        response.ContentType = "application/json; charset=UTF-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteEndObject();
    }
}
