namespace Rouse.Sandbox.Fcm;

/// <summary>How much FCM takes before it answers 429; the defaults are those of its page on throttling and quotas.</summary>
public sealed record FcmQuotaSettings
{
    public int PerProjectAndMinute { get; init; } = 600_000;

    public int PerDeviceAndMinute { get; init; } = 240;

    public int PerDeviceAndHour { get; init; } = 5_000;

    /// <summary>Messages with a collapse key that a device may get at once.</summary>
    public int CollapsibleBurst { get; init; } = 20;

    /// <summary>How long until one more message with a collapse key is allowed.</summary>
    public TimeSpan CollapsibleRefill { get; init; } = TimeSpan.FromMinutes(3);
}
