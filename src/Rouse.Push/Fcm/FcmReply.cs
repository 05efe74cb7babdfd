using System.Globalization;
using System.Text.Json;
using Rouse.Push.Delivery;

namespace Rouse.Push.Fcm;

/// <summary>What FCM answered, and what it means (FCM "Error codes", google.rpc.Status).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">FCM's own error code, else the general one; empty if there is neither.</param>
/// <param name="Text">What the answer says beside it.</param>
internal readonly record struct FcmReply(int Status, string Code, string Text)
{
    /// <summary>What Google asks for where a 429 has no Retry-After.</summary>
    public static readonly TimeSpan QuotaWait = TimeSpan.FromMinutes(1);

    private const string FcmErrorType = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Name of an accepted message.</summary>
    public string? Name { get; private init; }

    /// <summary>400: it is the token that is no token.</summary>
    public bool IsAboutToken { get; private init; }

    /// <summary>Google does not take the access token.</summary>
    public bool IsUnauthenticated => Status == 401 && Code != "THIRD_PARTY_AUTH_ERROR";

    public bool IsServerSick => Status >= 500;

    public static async ValueTask<FcmReply> ReadAsync(
        HttpResponseMessage response, string token, TimeProvider time, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var body = await ReplyBody.ReadAsync(response.Content, time, cancellation);
        return Parse(status, body, token) with { RetryAfter = ReplyBody.RetryAfterOf(response, time) };
    }

    public PushReply Judge()
    {
        var status = Status.ToString(CultureInfo.InvariantCulture);
        return new(Verdict, Status, string.Join(' ', new[] { status, Code, Text }.Where(part => part.Length > 0)))
        {
            RetryAfter = RetryAfter ?? (Status == 429 ? QuotaWait : null),
            ProviderId = Name,
            IsConfigurationError = IsConfigurationError,
        };
    }

    private PushVerdict Verdict => (Status, Code) switch
    {
        (200, _) => PushVerdict.Accepted,
        (404, "UNREGISTERED") => PushVerdict.DeadToken,
        (408 or 429 or >= 500 or < 200, _) => PushVerdict.Failed,
        _ => PushVerdict.Refused,
    };

    private bool IsConfigurationError => (Status, Code) switch
    {
        (400, _) => !IsAboutToken,
        (403, "SENDER_ID_MISMATCH") or (404, "UNREGISTERED") => false,
        (401 or 403 or 404, _) => true,
        _ => false,
    };

    private static FcmReply Parse(int status, ReadOnlyMemory<byte> body, string token)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (status == 200)
                return new(status, "", "") { Name = TextOf(root, "name") };
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error))
                return ParseError(status, error, token);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not Google's JSON: shown as the text that it is.
        }
        return new(status, "", status == 200 ? "" : ReasonText.Of(body, token));
    }

    private static FcmReply ParseError(int status, JsonElement error, string token)
    {
        string? code = null;
        var isAboutToken = false;
        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var detail in details.EnumerateArray())
            {
                if (TextOf(detail, "@type") == FcmErrorType)
                    code = TextOf(detail, "errorCode");
                isAboutToken |= NamesToken(detail);
            }
        }
        var text = TextOf(error, "message") ?? "";
        isAboutToken |= text.Contains("registration token", StringComparison.OrdinalIgnoreCase);
        code = ReasonText.OneLine(code ?? TextOf(error, "status") ?? "", token);
        return new(status, code, ReasonText.OneLine(text, token)) { IsAboutToken = isAboutToken };
    }

    // google.rpc.BadRequest.
    private static bool NamesToken(JsonElement detail) =>
        detail.ValueKind == JsonValueKind.Object
        && detail.TryGetProperty("fieldViolations", out var violations) && violations.ValueKind == JsonValueKind.Array
        && violations.EnumerateArray().Any(violation => TextOf(violation, "field") == "message.token");

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
