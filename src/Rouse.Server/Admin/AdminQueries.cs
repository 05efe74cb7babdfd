using Rouse.Server.Timelines;

namespace Rouse.Server.Admin;

/// <summary>What an operator asks of the running server. Safe from every thread.</summary>
sealed class AdminQueries(AdminSources sources)
{
    /// <summary>The most that one answer lists; as many calls as are kept.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Of one id no more are shown: a Call-ID is that of an INVITE and of what follows in its dialog.</summary>
    const int MaxFound = 100;

    readonly DateTimeOffset _startedAt = sources.Time.GetUtcNow();

    public StatusReport Status() => new()
    {
        Version = typeof(AdminQueries).Assembly.GetName().Version?.ToString(3) ?? "",
        StartedAt = _startedAt,
        Listeners = [.. sources.Transports.Listeners.Select(listener => listener.ToString())],
        Domains = sources.Domains.Configured,
        Realm = sources.Domains.Realm,
        Bindings = sources.Locations.Count,
        Exchanges = sources.CountExchanges(),
        Push = sources.PushSetting,
    };

    /// <summary>The newest, without their steps.</summary>
    public CallList Calls(int count) => new(sources.Timelines?.Recent(Math.Clamp(count, 1, MaxCount)) ?? []);

    /// <summary>Those whose id or Call-ID begins so, with their steps.</summary>
    public CallList Find(string prefix)
    {
        IReadOnlyList<TimelineRecord> found = prefix.Length == 0 ? [] : sources.Timelines?.Find(prefix) ?? [];
        return new(found.Count > MaxFound ? [.. found.Take(MaxFound)] : found);
    }
}
