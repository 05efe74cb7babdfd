using Rouse.Sandbox.Fcm;

namespace Rouse.Sandbox;

/// <summary>What can be chosen of a sandbox.</summary>
public sealed record SandboxSettings
{
    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §6.5.2). Default: what APNs announces to a client whose token is good.</summary>
    public int MaxConcurrentStreams { get; init; } = 1000;

    /// <summary>
    /// Accepted pushes that are kept for whoever asks later; the oldest go first.
    /// Default: more than any test or demo sends, less than 10 MB.
    /// </summary>
    public int KeptPushes { get; init; } = 1000;

    /// <summary>
    /// Whether tokens that the sandbox never gave out are taken too, if they are well-formed: in APNs an even number of hexadecimal digits,
    /// in both environments and for every push type; in FCM visible ASCII. Like the card numbers of payment services, the first four
    /// characters choose another answer: <c>dead</c> 410 Unregistered (FCM 404 UNREGISTERED), <c>bad0</c> 400 BadDeviceToken (400
    /// INVALID_ARGUMENT), <c>5030</c> 503 ServiceUnavailable (503 UNAVAILABLE). Default: only tokens that it gave out, as real services.
    /// </summary>
    public bool AcceptsAnyToken { get; init; }

    public FcmQuotaSettings FcmQuota { get; init; } = new();
}
