using System.Globalization;
using System.Text.Json;
using Rouse.Push.Delivery;

namespace Rouse.Push.Apns;

/// <summary>What Apple answered, and what it means ("Handling notification responses from APNs").</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Apple's word for it; empty if it said none.</param>
/// <param name="Timestamp">410: the last time at which Apple found the token to be alive no more.</param>
internal readonly record struct ApnsReply(int Status, string Reason, DateTimeOffset? Timestamp)
{
    // The end of the year 9999, where our calendar ends.
    private const long MaxTimestamp = 253_402_300_799_999;

    public TimeSpan? RetryAfter { get; private init; }

    public string? ApnsId { get; private init; }

    public bool IsExpiredProviderToken => Status == 403 && Reason == "ExpiredProviderToken";

    public bool IsBadDeviceToken => Status == 400 && Reason == "BadDeviceToken";

    /// <summary>Apple asks to go on with another connection.</summary>
    public bool IsServerSick => Status >= 500;

    public static async ValueTask<ApnsReply> ReadAsync(
        HttpResponseMessage response, string token, TimeProvider time, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var id = response.Headers.NonValidated.TryGetValues("apns-id", out var values) ? values.ToString() : null;
        if (status == 200)
            return new(status, "", null) { ApnsId = id };
        var body = await ReplyBody.ReadAsync(response.Content, time, cancellation);
        return new(status, ReasonText.Of(body, token), TimestampOf(body))
        {
            ApnsId = id,
            RetryAfter = ReplyBody.RetryAfterOf(response, time),
        };
    }

    /// <param name="tokenSince">When the token came; Apple's answer may be about the time before (then the app is back).</param>
    /// <param name="sentId">The id that we gave the push; Apple repeats it.</param>
    public PushReply Judge(DateTimeOffset? tokenSince, string sentId)
    {
        var status = Status.ToString(CultureInfo.InvariantCulture);
        return new(VerdictOf(tokenSince), Status, Reason.Length == 0 ? status : $"{status} {Reason}")
        {
            RetryAfter = RetryAfter,
            ProviderId = IdOf(sentId),
            IsConfigurationError = IsConfigurationError,
        };
    }

    // Apple's documents know no other 4xx than these; whatever else refuses is taken as a word about the token.
    private bool IsConfigurationError => (Status, Reason) switch
    {
        (400, "BadDeviceToken" or "DeviceTokenNotForTopic") => false,
        (400, "BadCollapseId" or "BadExpirationDate" or "BadMessageId" or "BadPriority" or "BadTopic" or "DuplicateHeaders"
            or "InvalidPushType" or "MissingDeviceToken" or "MissingTopic" or "PayloadEmpty" or "TopicDisallowed" or "IdleTimeout") => true,
        (403 or 404 or 405 or 413, _) => true,
        _ => false,
    };

    private PushVerdict VerdictOf(DateTimeOffset? tokenSince) => Status switch
    {
        200 => PushVerdict.Accepted,
        410 when Reason is "Unregistered" or "ExpiredToken" && (tokenSince is null || Timestamp > tokenSince) => PushVerdict.DeadToken,
        < 200 or 429 or >= 500 => PushVerdict.Failed,
        _ => PushVerdict.Refused,
    };

    private string? IdOf(string sentId) => Guid.TryParse(ApnsId, out _) ? ApnsId : Status == 200 ? sentId : null;

    private static DateTimeOffset? TimestampOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("timestamp", out var value) && value.TryGetInt64(out var milliseconds)
                && milliseconds is >= 0 and <= MaxTimestamp ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
