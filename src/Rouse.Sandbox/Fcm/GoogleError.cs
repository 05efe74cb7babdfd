using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rouse.Sandbox.Fcm;

/// <summary>A field of the request that is wrong (google.rpc.BadRequest.FieldViolation).</summary>
internal sealed record FieldViolation(string Field, string Description);

/// <summary>A refusal in the form of Google's APIs.</summary>
/// <param name="Message">For people.</param>
/// <param name="ErrorCode">FCM's own code, in the detail FcmError; null if the refusal came before FCM looked at the message.</param>
internal sealed record GoogleError(int HttpStatus, string Message, string? ErrorCode = null)
{
    private const string TypePrefix = "type.googleapis.com/";

    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>google.rpc.Code of the HTTP status.</summary>
    private string Status => HttpStatus switch
    {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        503 => "UNAVAILABLE",
        _ => "UNKNOWN",
    };

    public static GoogleError Invalid(string field, string message) =>
        new(400, message, "INVALID_ARGUMENT") { Violations = [new(field, message)] };

    public static GoogleError Malformed(IReadOnlyList<FieldViolation> violations) =>
        new(400, string.Join('\n', violations.Select(violation => violation.Description))) { Violations = violations };

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = HttpStatus;
        response.ContentType = "application/json; charset=UTF-8";
        response.Headers.RetryAfter = Hosting.RetryAfter.Of(RetryAfter);
        if (HttpStatus == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer realm=\"https://accounts.google.com/\"";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", HttpStatus);
        json.WriteString("message", Message);
        json.WriteString("status", Status);
        WriteDetails(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter json)
    {
        if (ErrorCode is null && Violations.Count == 0)
            return;
        json.WriteStartArray("details");
        if (ErrorCode is not null)
        {
            json.WriteStartObject();
            json.WriteString("@type", TypePrefix + "google.firebase.fcm.v1.FcmError");
            json.WriteString("errorCode", ErrorCode);
            json.WriteEndObject();
        }

        if (Violations.Count > 0)
            WriteViolations(json);
        json.WriteEndArray();
    }

    private void WriteViolations(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("@type", TypePrefix + "google.rpc.BadRequest");
        json.WriteStartArray("fieldViolations");
        foreach (var (field, description) in Violations)
        {
            json.WriteStartObject();
            json.WriteString("field", field);
            json.WriteString("description", description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
