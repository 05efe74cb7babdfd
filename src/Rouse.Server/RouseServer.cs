using System.Diagnostics.Metrics;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Draining;
using Rouse.Server.Exchanges;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Nat;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Records;
using Rouse.Server.Scheduling;
using Rouse.Server.Storage;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server;

/// <summary>A server: kernel and modules put together over the given transports.</summary>
sealed class RouseServer : IDisposable
{
    /// <summary>Of the one <see cref="System.Diagnostics.Metrics.Meter"/> of a server.</summary>
    public const string MeterName = "Rouse";

    /// <summary>How often ended bindings are swept; they are not found before that either.</summary>
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    readonly ServerEnvironment _environment;
    readonly MemoryLocationStore _locations;
    readonly LocationWatches _watches;
    readonly ExchangeTable _exchanges;
    readonly EndedExchanges _ended;
    readonly ExchangeMeter _meter;
    readonly Timers _timers;
    readonly TimelineRing _timelines;
    readonly Dispatcher _dispatcher;
    readonly LiveOptions _options;
    readonly PushChange _pushChange;
    readonly DrainModule _drain;
    ITimer? _sweep;
    ITimer? _keepAlive;
    StoredBindings? _bindings;

    RouseServer(LiveOptions options, ServerEnvironment environment, ServerParts parts, PushChange pushChange, ExchangeServices services)
    {
        Domains = parts.Domains;
        Records = parts.Records;
        TrustedHosts = parts.TrustedHosts;
        Meter = parts.Meter;
        Guard = parts.Guard;
        _options = options;
        _pushChange = pushChange;
        _drain = parts.Drain;
        _environment = environment;
        _locations = parts.Locations;
        _watches = parts.Watches;
        _exchanges = services.Table;
        _ended = services.Ended;
        _meter = services.Meter;
        _timers = services.Timers;
        _timelines = services.Timelines;
        Trace = new SipTrace(environment.Logs.CreateLogger("Sip"), environment.ShowSecrets);
        _dispatcher = new Dispatcher(services);
    }

    public static RouseServer Create(ServerOptions options, ServerEnvironment environment)
    {
        var live = new LiveOptions(options);
        var parts = ServerParts.Create(options, live, environment);
        var (time, locations, hygiene, meter) = (environment.Time, parts.Locations, parts.TokenHygiene, parts.Meter);
        var errors = new AppErrors();
        var sender = new PushSender(
            environment.Push, new PushLimits(live.Push, time), hygiene, errors, locations,
            new PushMeter(meter, environment.Push), time, environment.Logs.CreateLogger("Push"));
        var timelines = environment.Store is { } store
            ? new TimelineStore(store, live.Timelines, time, environment.Logs.CreateLogger("Timelines"))
            : null;
        if (environment.Store is { } written)
            _ = new StoreMeter(meter, written);
        _ = new TrafficMeter(meter, () => environment.Transports.Listeners);
        var pushChange = new PushChange(environment.Push, hygiene, errors, locations.Recheck);
        return new RouseServer(live, environment, parts, pushChange, CreateServices(live, environment, parts, sender, timelines))
        {
            KeptTimelines = timelines,
            PushInspection = new PushInspection(environment.Push, hygiene, errors, sender, time),
            Census = new BindingCensus(locations, time, meter),
            Probe = new RunListProbe(environment.RunList, time, meter),
            Mappings = options.Registrar.KeepsMappings ? new MappingKeeper(locations, parts.OwnRequests, time) : null,
        };
    }

    static ExchangeServices CreateServices(
        LiveOptions live, ServerEnvironment environment, ServerParts parts, PushSender sender, TimelineStore? timelines)
    {
        var exchanges = new ExchangeTable();
        return new ExchangeServices
        {
            Time = environment.Time,
            RunList = environment.RunList,
            Timers = parts.Timers,
            Table = exchanges,
            Ended = new EndedExchanges(environment.Time, environment.Transports),
            Flows = environment.Transports,
            Pipeline = StandardPipeline.Create(live, environment, parts),
            Locations = parts.Locations,
            Watches = parts.Watches,
            Dialogs = parts.Dialogs,
            Diversion = parts.Diversion,
            OwnRequests = parts.OwnRequests,
            PushSender = sender,
            Tags = parts.Tags,
            Timelines = new TimelineRing(live.Timelines, environment.Time, timelines),
            Hold = live.Hold,
            Forking = live.Forking,
            Meter = new ExchangeMeter(parts.Meter, exchanges, environment.Time),
            Log = environment.Logs.CreateLogger("Calls"),
        };
    }

    /// <summary>All metrics of this server.</summary>
    internal Meter Meter { get; }

    /// <summary>Who is not listened to.</summary>
    internal SourceGuard Guard { get; }

    /// <summary>How many phones are awake, dormant, asleep.</summary>
    internal required BindingCensus Census { get; init; }

    /// <summary>How long events wait until they are handled.</summary>
    internal required RunListProbe Probe { get; init; }

    /// <summary>Null where phones have to keep their NATs open themselves.</summary>
    MappingKeeper? Mappings { get; init; }

    /// <summary>Where messages can be watched.</summary>
    internal SipTrace Trace { get; }

    /// <summary>Calls that wait for sleeping phones alone.</summary>
    internal int HeldCalls => _meter.HeldCalls;

    /// <summary>Messages that do.</summary>
    internal int HeldMessages => _meter.HeldMessages;

    /// <summary>Whether phones can be woken, and why not.</summary>
    public required IPushInspection PushInspection { get; init; }

    internal TrustedHosts TrustedHosts { get; }

    /// <summary>Those of earlier processes too; null: none is kept.</summary>
    TimelineStore? KeptTimelines { get; init; }

    /// <summary>Bindings that have not ended.</summary>
    public int Bindings => _locations.Count;

    /// <summary>Who is bound where.</summary>
    internal ILocationStore Locations => _locations;

    /// <summary>What the server is responsible for.</summary>
    internal Domains Domains { get; }

    /// <summary>Contacts that do not register.</summary>
    internal RecordStore Records { get; }

    /// <summary>Exchanges that are not over.</summary>
    internal int Exchanges => _exchanges.Count;

    /// <summary>What is kept of those that are.</summary>
    internal EndedExchanges Ended => _ended;

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
            listener.Trace = Trace;
        KeptTimelines?.Start();
        _sweep = _environment.Time.CreateTimer(static s => ((RouseServer)s!).Sweep(), this, SweepInterval, SweepInterval);
        if (Mappings != null)
        {
            _keepAlive = _environment.Time.CreateTimer(
                static keeper => ((MappingKeeper)keeper!).AskSome(), Mappings, MappingKeeper.Interval, MappingKeeper.Interval);
        }
    }

    void Sweep()
    {
        Probe.Send();
        _locations.Sweep();
        _ended.LetGoDue();
    }

    /// <summary>
    /// Takes those settings that can be changed while it runs; of the others the caller knows that they are as they were at the start.
    /// </summary>
    internal void Change(ServerOptions options)
    {
        _options.Set(options);
        Guard.Change(options.Guard);
    }

    /// <summary>Responsible for these from now on; see <see cref="Location.Domains.CanBecome"/>.</summary>
    internal void ChangeDomains(IReadOnlyList<string> configured)
    {
        Domains.Become(configured);
        Records.DomainsChanged();
    }

    /// <summary>Other apps can be pushed from now on, and their refusals of before count no more.</summary>
    /// <returns>How many bindings can be pushed now and could not before, or the other way.</returns>
    internal int ChangeApps(IReadOnlyList<PushApp> apps) => _pushChange.Apply(apps);

    /// <summary>Calls and messages that are held or on their way; those that have their answer do not count.</summary>
    internal int UnderWay => _exchanges.UnderWay;

    /// <summary>Whether new calls and messages are refused because the server stops.</summary>
    internal bool IsStopping => _drain.HasBegun;

    /// <summary>From now on new calls and messages are answered 503; what is under way goes on.</summary>
    internal void StopTaking() => _drain.Begin();

    /// <summary>Ends when nothing is under way.</summary>
    internal Task RestAsync() => _exchanges.RestAsync();

    /// <summary>Answers what is still under way with 503, and lets no phone ring on for it.</summary>
    /// <returns>How many there were.</returns>
    internal int CutShort() => _exchanges.PostToAll(static () => new ServerStopped());

    /// <summary>What should be nothing when no request is under way; for tests.</summary>
    internal string Leaks()
    {
        var leaks = new List<string>();
        if (_exchanges.Count > 0)
            leaks.Add($"{_exchanges.Count} exchanges");
        if (_ended.CountLive() is > 0 and var ended)
            leaks.Add($"{ended} ended exchanges");
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
        _keepAlive?.Dispose();
        _bindings?.Dispose();
        KeptTimelines?.Dispose();
        TrustedHosts.Dispose();
        _timelines.Stop();
        _timers.Dispose();
        Meter.Dispose();
    }
}
