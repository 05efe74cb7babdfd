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

    public FcmQuotaSettings FcmQuota { get; init; } = new();
}
