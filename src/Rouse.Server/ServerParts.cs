using System.Diagnostics.Metrics;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Diversion;
using Rouse.Server.Draining;
using Rouse.Server.Exchanges;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Records;
using Rouse.Server.RegistrationEvents;
using Rouse.Server.Resolution;
using Rouse.Server.Routing;
using Rouse.Server.Scheduling;

namespace Rouse.Server;

/// <summary>What several modules, the exchanges and the server share.</summary>
sealed class ServerParts
{
    public required Domains Domains { get; init; }

    public required ServerKeys Keys { get; init; }

    public required DialogTokens DialogTokens { get; init; }

    public required MemoryLocationStore Locations { get; init; }

    public required LocationWatches Watches { get; init; }

    public required ConfirmedDialogs Dialogs { get; init; }

    public required TokenHygiene TokenHygiene { get; init; }

    public required DrainModule Drain { get; init; }

    public required SourceGuard Guard { get; init; }

    public required TrustedHosts TrustedHosts { get; init; }

    public required ITrust Trust { get; init; }

    public required RecordStore Records { get; init; }

    public required OtherServers Servers { get; init; }

    public required IDiversion Diversion { get; init; }

    public required Gruus Gruus { get; init; }

    public required StatelessTags Tags { get; init; }

    public required Timers Timers { get; init; }

    public required OwnRequests OwnRequests { get; init; }

    public required Subscriptions Subscriptions { get; init; }

    public required Meter Meter { get; init; }

    public static ServerParts Create(ServerOptions options, LiveOptions live, ServerEnvironment environment)
    {
        var (time, logs, transports) = (environment.Time, environment.Logs, environment.Transports);
        var keys = new ServerKeys(environment.Secret);
        var meter = new Meter(RouseServer.MeterName);
        var domains = new Domains(options.Domains, environment.Realm, transports.IsOwn, transports.IsOwnHost);
        var watches = new LocationWatches();
        var locations = CreateLocations(options, environment, watches);
        var hosts = new TrustedHosts(live.Trust, time, logs.CreateLogger("Trust"), environment.LookUpHost);
        var peers = new TrustedPeers(live.Trust, hosts);
        var timers = new Timers(time, environment.RunList);
        var ownRequests = new OwnRequests(environment.RunList, timers, SipTimers.Default);
        var dns = new DnsRecords(environment.Dns, live.Dns, time, logs.CreateLogger("Dns"));
        var servers = new OtherServers(dns, live.Forward, transports, time, peers, environment.Dice);
        return new ServerParts
        {
            Domains = domains,
            Keys = keys,
            DialogTokens = new DialogTokens(keys),
            Locations = locations,
            Watches = watches,
            Dialogs = new ConfirmedDialogs(time),
            TokenHygiene = new TokenHygiene(time),
            Drain = new DrainModule(),
            Guard = CreateGuard(options, environment, meter, address => peers.Has(address) || servers.Named.Has(address)),
            TrustedHosts = hosts,
            Trust = peers,
            Records = new RecordStore(domains),
            Servers = servers,
            Diversion = new CallDiversion(live.Diversion, domains, locations, servers.Targets),
            Gruus = new Gruus(keys, domains, locations),
            Tags = new StatelessTags(keys.For("to tag cmac", BlockCipher.KeyBytes)),
            Timers = timers,
            OwnRequests = ownRequests,
            Subscriptions = new Subscriptions(locations, watches, ownRequests, environment.RunList, timers, time),
            Meter = meter,
        };
    }

    static MemoryLocationStore CreateLocations(ServerOptions options, ServerEnvironment environment, LocationWatches watches)
    {
        var journal = environment.Store == null ? null : new SqliteBindingJournal(environment.Store, environment.Time);
        var log = environment.Logs.CreateLogger("Location");
        return new MemoryLocationStore(environment.Time, options.Registrar.MaxContacts, log, journal) { Watches = watches };
    }

    static SourceGuard CreateGuard(ServerOptions options, ServerEnvironment environment, Meter meter, Func<UInt128, bool> isPeer)
    {
        var guard = environment.Guard ?? new SourceGuard(options.Guard, environment.Time, environment.Logs.CreateLogger("Guard"));
        guard.Meter.PublishOn(meter);
        guard.IsPeer = isPeer;
        return guard;
    }
}
