using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox.Fcm;

/// <summary>Google's token endpoint: <c>POST /token</c> with a JWT bearer grant (RFC 7523 §2.1).</summary>
internal sealed class OAuthEndpoint(FcmProjects projects, AccessTokens tokens, SandboxScript script, TimeProvider time) : IServiceEndpoint
{
    public const string Path = "/token";

    private const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    // Larger than any assertion; keeps a stranger from filling memory.
    private const int MaxBodyBytes = 16 * 1024;

    public async Task AnswerAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http.Request, MaxBodyBytes, http.RequestAborted);
        if (Check(http.Request.ContentType, body, out var app) is { } error)
        {
            await WriteErrorAsync(http.Response, StatusCodes.Status400BadRequest, error);
            return;
        }

        var behaviour = script.Take(SandboxService.OAuth);
        if (behaviour is SandboxBehaviour.Refuse refuse)
        {
            http.Response.Headers.RetryAfter = RetryAfter.Of(refuse.RetryAfter);
            await WriteErrorAsync(http.Response, refuse.Status, new(refuse.Reason, "as the script says"));
            return;
        }

        if (await Disturbance.PlayAsync(behaviour, http))
            return;
        if (behaviour is SandboxBehaviour.Drip drip)
            await Disturbance.DripAsync(drip, http.Response, time);
        await WriteTokenAsync(http.Response, tokens.Issue(app!));
    }

    private OAuthError? Check(string? contentType, byte[]? body, out FcmApp? app)
    {
        app = null;
        if (body is null)
            return new("invalid_request", "The body is too large");
        if (contentType?.Split(';')[0].Trim() != "application/x-www-form-urlencoded")
            return new("invalid_request", "The content type must be application/x-www-form-urlencoded");
        var form = QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body));
        return form.GetValueOrDefault("grant_type") == GrantType
            ? Assertion.Check(form.GetValueOrDefault("assertion"), projects, time.GetUtcNow(), out app)
            : new("unsupported_grant_type", "grant_type must be " + GrantType);
    }

    private static async Task WriteTokenAsync(HttpResponse response, string token)
    {
        response.ContentType = "application/json; charset=utf-8";
        // RFC 6749 §5.1.
        response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("access_token", token);
        json.WriteNumber("expires_in", AccessTokens.LifeSeconds);
        json.WriteString("token_type", "Bearer");
        json.WriteEndObject();
    }

    private static async Task WriteErrorAsync(HttpResponse response, int status, OAuthError error)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", error.Error);
        json.WriteString("error_description", error.Description);
        json.WriteEndObject();
    }
}
