using System.Collections.Frozen;
using Rouse.Push;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Push;

/// <summary>The words of providers as a label: those that their documents name, and for the rest the class of the status.</summary>
static class PushReasons
{
    // "Handling notification responses from APNs", FCM "ErrorCode", google.rpc.Code.
    static readonly FrozenSet<string> Known = FrozenSet.Create(
        "BadCollapseId", "BadDeviceToken", "BadExpirationDate", "BadMessageId", "BadPriority", "BadTopic", "DeviceTokenNotForTopic",
        "DuplicateHeaders", "IdleTimeout", "InvalidPushType", "MissingDeviceToken", "MissingTopic", "PayloadEmpty", "TopicDisallowed",
        "BadCertificate", "BadCertificateEnvironment", "ExpiredProviderToken", "Forbidden", "InvalidProviderToken", "MissingProviderToken",
        "UnrelatedKeyIdInToken", "BadEnvironmentKeyIdInToken", "BadPath", "MethodNotAllowed", "ExpiredToken", "Unregistered",
        "PayloadTooLarge", "TooManyProviderTokenUpdates", "TooManyRequests", "InternalServerError", "ServiceUnavailable", "Shutdown",
        "UNREGISTERED", "INVALID_ARGUMENT", "SENDER_ID_MISMATCH", "QUOTA_EXCEEDED", "UNAVAILABLE", "INTERNAL", "THIRD_PARTY_AUTH_ERROR",
        "PERMISSION_DENIED", "UNAUTHENTICATED", "NOT_FOUND");

    public static string ResultOf(PushVerdict verdict) => verdict switch
    {
        PushVerdict.Accepted => "accepted",
        PushVerdict.DeadToken => "dead_token",
        PushVerdict.Refused => "refused",
        _ => "failed",
    };

    public static string Of(PushOutcome outcome)
    {
        if (outcome.Verdict == PushVerdict.Accepted)
            return "";
        var words = outcome.Reason.Split(' ', 3);
        if (words.Length > 1 && Known.TryGetValue(words[1], out var known))
            return known;
        return outcome.Status switch
        {
            >= 300 and < 400 => "3xx",
            >= 400 and < 500 => "4xx",
            >= 500 => "5xx",
            0 when outcome.Attempts > 0 => outcome.MayHaveArrived ? "no_answer" : "not_connected",
            0 when outcome.Reason == "queue full" => "queue_full",
            _ => Label.Other,
        };
    }
}
