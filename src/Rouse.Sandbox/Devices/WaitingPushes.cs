namespace Rouse.Sandbox.Devices;

/// <summary>
/// The pushes that wait for one device. Apple stores the latest one for an app ("Sending notification requests to APNs"); FCM stores up
/// to 100, the latest one of each collapse key, and beyond that throws all of them away ("About FCM messages").
/// </summary>
internal sealed class WaitingPushes
{
    private const int MaxFcm = 100;

    private readonly List<AcceptedPush> _pushes = [];

    public void Add(AcceptedPush push)
    {
        _pushes.RemoveAll(old => IsReplaced(old, push));
        if (_pushes.Count(old => old.Service == SandboxService.Fcm) >= MaxFcm)
            _pushes.RemoveAll(old => old.Service == SandboxService.Fcm);
        _pushes.Add(push);
    }

    /// <summary>Those that are still worth delivering, oldest first.</summary>
    public IEnumerable<AcceptedPush> Alive(DateTimeOffset now) => _pushes.Where(push => IsAlive(push, now));

    /// <summary>A push without an end is kept for weeks by both services, longer than a sandbox runs.</summary>
    public static bool IsAlive(AcceptedPush push, DateTimeOffset now) => push.ExpiresAt is not { } end || end > now;

    private static bool IsReplaced(AcceptedPush old, AcceptedPush push) =>
        (old.Service, old.App) == (push.Service, push.App)
        && (push.Service == SandboxService.Apns || (push.CollapseId is not null && old.CollapseId == push.CollapseId));
}
