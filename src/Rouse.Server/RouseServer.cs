using Rouse.Server.Exchanges;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server;

/// <summary>A server: kernel and modules put together over the given transports.</summary>
sealed class RouseServer : IDisposable
{
    /// <summary>How often ended bindings are swept; they are not found before that either.</summary>
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    readonly ServerEnvironment _environment;
    readonly MemoryLocationStore _locations;
    readonly LocationWatches _watches;
    readonly ExchangeTable _exchanges;
    readonly Timers _timers;
    readonly TimelineRing _timelines;
    readonly Dispatcher _dispatcher;
    readonly SipTrace _trace;
    ITimer? _sweep;
    StoredBindings? _bindings;

    RouseServer(
        ServerEnvironment environment, Domains domains, MemoryLocationStore locations, LocationWatches watches, ExchangeServices services)
    {
        Domains = domains;
        _environment = environment;
        _locations = locations;
        _watches = watches;
        _exchanges = services.Table;
        _timers = services.Timers;
        _timelines = services.Timelines;
        _trace = new SipTrace(environment.Logs.CreateLogger("Sip"), environment.ShowSecrets);
        _dispatcher = new Dispatcher(services);
    }

    public static RouseServer Create(ServerOptions options, ServerEnvironment environment)
    {
        var keys = new ServerKeys(environment.Secret);
        var domains = new Domains(options.Domains, environment.Realm, environment.Transports.IsOwn, environment.Transports.IsOwnHost);
        var journal = environment.Store == null ? null : new SqliteBindingJournal(environment.Store, environment.Time);
        var locations = new MemoryLocationStore(
            environment.Time, options.Registrar.MaxContacts, environment.Logs.CreateLogger("Location"), journal);
        var watches = new LocationWatches();
        var dialogs = new ConfirmedDialogs(environment.Time);
        var hygiene = new TokenHygiene(environment.Time);
        var errors = new AppErrors();
        var sender = new PushSender(
            environment.Push, new PushLimits(options.Push, environment.Time), hygiene, errors, locations,
            environment.Logs.CreateLogger("Push"));
        var parts = new ServerParts(domains, keys, new DialogTokens(keys), locations, watches, dialogs, hygiene);
        var services = new ExchangeServices
        {
            Time = environment.Time,
            RunList = environment.RunList,
            Timers = new Timers(environment.Time, environment.RunList),
            Table = new ExchangeTable(),
            Pipeline = StandardPipeline.Create(options, environment, parts),
            Locations = locations,
            Watches = watches,
            Dialogs = dialogs,
            PushSender = sender,
            Tags = new StatelessTags(keys.For("to tag")),
            Timelines = new TimelineRing(options.Timelines, environment.Time),
            Hold = new HoldOptions(options.Push.RingWindow, options.Push.Provisional),
            Log = environment.Logs.CreateLogger("Calls"),
        };
        return new RouseServer(environment, domains, locations, watches, services)
        {
            PushInspection = new PushInspection(environment.Push, hygiene, errors, sender, environment.Time),
        };
    }

    /// <summary>Whether phones can be woken, and why not.</summary>
    public required IPushInspection PushInspection { get; init; }

    /// <summary>Bindings that have not ended.</summary>
    public int Bindings => _locations.Count;

    /// <summary>Who is bound where.</summary>
    internal ILocationStore Locations => _locations;

    /// <summary>What the server is responsible for.</summary>
    internal Domains Domains { get; }

    /// <summary>Exchanges that are not over.</summary>
    internal int Exchanges => _exchanges.Count;

    /// <summary>What happened to the calls and messages of this process.</summary>
    internal ITimelines Timelines => _timelines;

    /// <summary>Binds all listeners or throws, loads the bindings, and begins to serve.</summary>
    public async Task StartAsync()
    {
        await _environment.Transports.BindAsync();
        if (_environment.Store is { } store)
        {
            _bindings = StoredBindings.Load(
                store, _locations, _environment.Transports,
                (provider, param, isHere) => _environment.Push.Of(provider, param, isHere) != PushCoverage.None,
                _environment.Time, _environment.Logs.CreateLogger("Location"));
        }
        await _environment.Transports.StartAsync(_dispatcher);
        foreach (var listener in _environment.Transports.Listeners)
            listener.Trace = _trace;
        _sweep = _environment.Time.CreateTimer(static s => ((MemoryLocationStore)s!).Sweep(), _locations, SweepInterval, SweepInterval);
    }

    /// <summary>What should be nothing when no request is under way; for tests.</summary>
    internal string Leaks()
    {
        var leaks = new List<string>();
        if (_exchanges.Count > 0)
            leaks.Add($"{_exchanges.Count} exchanges");
        if (_watches.Count > 0)
            leaks.Add($"{_watches.Count} watches");
        if (_timelines.UnderWay > 0)
            leaks.Add($"{_timelines.UnderWay} timelines");
        if (_timers.Running > 0)
            leaks.Add($"{_timers.Running} timers");
        return string.Join(", ", leaks);
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        _bindings?.Dispose();
        _timers.Dispose();
    }
}
