using Rouse.Server.Location;

namespace Rouse.Server.Admin;

/// <summary>What an operator asks of the running server. Safe from every thread.</summary>
sealed class AdminQueries(AdminSources sources)
{
    /// <summary>The most that one answer lists; as many calls as are kept.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Of one id no more are shown: a Call-ID is that of an INVITE and of what follows in its dialog.</summary>
    const int MaxFound = 100;

    readonly DateTimeOffset _startedAt = sources.Time.GetUtcNow();
    readonly BindingReader _reader = new(sources.Time, sources.Push);

    public StatusReport Status() => new()
    {
        Version = typeof(AdminQueries).Assembly.GetName().Version?.ToString(3) ?? "",
        StartedAt = _startedAt,
        Listeners = [.. sources.Transports.Listeners.Select(listener => listener.ToString())],
        Domains = sources.Domains.Configured,
        Realm = sources.Domains.Realm,
        UptimeSeconds = (long)(sources.Time.GetUtcNow() - _startedAt).TotalSeconds,
        Bindings = sources.Locations.Count,
        BindingStates = StatesOf(sources.Census.Take()),
        Exchanges = sources.CountExchanges(),
        HeldCalls = sources.CountHeld().Calls,
        HeldMessages = sources.CountHeld().Messages,
        Push = sources.PushSetting(),
        Store = sources.Store,
        Health = Health().Status,
        Warnings = [.. Health().Problems.Select(problem => $"{problem.Part}: {problem.Text}"), .. sources.Warnings()],
    };

    /// <summary>Whether calls should be sent here (a load balancer's question), and why not.</summary>
    public HealthReport Health() => HealthReport.Of(sources.Health);

    /// <summary>Whether the process is of any use (the question of who would restart it).</summary>
    public HealthReport Liveness() => HealthReport.Of(sources.Health.Where(static check => check.IsVital));

    /// <summary>The messages of a user or address, to be started; null where the text names nobody.</summary>
    public LiveTrace? Trace(string who) => TraceFilter.TryParse(who, sources.Domains, sources.Locations, out var filter)
        ? new LiveTrace(sources.Trace, filter, sources.Time)
        : null;

    /// <summary>The newest, without their steps.</summary>
    public CallList Calls(int count) => new(sources.Timelines.Recent(Math.Clamp(count, 1, MaxCount)));

    /// <summary>Those whose id or Call-ID begins so, with their steps.</summary>
    public CallList Find(string prefix)
    {
        var found = sources.Timelines.Find(prefix);
        return new(found.Count > MaxFound ? [.. found.Take(MaxFound)] : found);
    }

    /// <summary>The phones of whom <paramref name="aor"/> names (<see cref="AorFilter"/>), sorted by address.</summary>
    public BindingList Bindings(string aor, int count)
    {
        var filter = AorFilter.Parse(aor, sources.Domains);
        var found = Find(filter);
        var most = Math.Clamp(count, 1, MaxCount);
        var first = found
            .OrderBy(binding => binding.Aor.User, StringComparer.Ordinal)
            .ThenBy(binding => binding.Aor.Domain, StringComparer.Ordinal)
            .ThenByDescending(binding => binding.ReceiveNumber)
            .Take(most);
        var written = (sources.Records?.All ?? []).Where(contact => filter.Includes(contact.Aor)).Select(RecordReport.Of).Take(most);
        return new BindingList([.. first.Select(_reader.Read)], Math.Max(0, found.Count - most)) { Records = [.. written] };
    }

    /// <summary>Who is not listened to, at most <paramref name="count"/> of them.</summary>
    public BanList Bans(int count)
    {
        var bans = sources.Bans.List();
        var most = Math.Clamp(count, 1, MaxCount);
        return new BanList([.. bans.Take(most)], Math.Max(0, bans.Count - most));
    }

    /// <summary>Ends the bans of a source; how many there were, or null where the text names none.</summary>
    public int? LiftBans(string source) => sources.Bans.Lift(source);

    /// <summary>Sends one test push to each phone of a user; null where nobody, or more than one, is meant.</summary>
    public async Task<PushReport?> PushAsync(string aor, CancellationToken cancellation)
    {
        var bindings = Find(AorFilter.Parse(aor, sources.Domains));
        if (bindings.Count == 0 || bindings.Any(binding => binding.Aor != bindings[0].Aor))
            return null;
        var attempts = await Task.WhenAll(bindings.Select(binding => PushAsync(binding, cancellation))).ConfigureAwait(false);
        return new PushReport(bindings[0].Aor.ToString(), attempts);
    }

    static BindingStates StatesOf(BindingCounts counts) => new(
        counts.Of(Reachability.Awake), counts.Of(Reachability.Dormant), counts.Of(Reachability.Asleep), counts.CanBePushed);

    IReadOnlyList<Binding> Find(AorFilter filter) =>
        filter.One is { } aor
            ? sources.Locations.Find(aor, forMessage: true)
            : [.. sources.Locations.All.Where(binding => filter.Includes(binding.Aor))];

    async Task<PushAttempt> PushAsync(Binding binding, CancellationToken cancellation)
    {
        var phone = _reader.Read(binding);
        var trial = await sources.Push.TryAsync(binding, cancellation).ConfigureAwait(false);
        return new PushAttempt { Phone = phone, Outcome = trial.Outcome, Text = trial.Text };
    }
}
