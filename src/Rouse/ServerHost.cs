using Rouse.Admin;
using Rouse.Configuration;
using Rouse.Metrics;
using Rouse.Reloading;
using Rouse.Server;
using Rouse.Server.Admin;
using Rouse.Server.Guard;
using Rouse.Server.Push;
using Rouse.Server.Records;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;
using Rouse.Server.Storage;
using Rouse.Server.Transport;
using Rouse.Starting;
using Rouse.Stopping;
using Rouse.Users;

namespace Rouse;

/// <summary>What the server gets from the program around it.</summary>
sealed record ServerSetup
{
    /// <summary>Where <see cref="Configuration"/> comes from, to be read again.</summary>
    public required ConfigurationSource Source { get; init; }

    public required ServerConfiguration Configuration { get; init; }

    /// <summary>Held while the server runs; <see cref="DataFolder.Key"/> gives its keys.</summary>
    public required DataFolder Data { get; init; }

    public required FirstStart Start { get; init; }

    public required Logging.Log Log { get; init; }

    /// <summary>Whether the log shows what it masks otherwise.</summary>
    public required bool LogSecrets { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Null where nothing listens with TLS; <see cref="TlsCertificates.Reread"/> looks at its files at once.</summary>
    public TlsCertificates? Certificates { get; init; }

    public ServerOptions Options => Configuration.Options;
}

/// <summary>What an operator asks of the running server by signals.</summary>
/// <param name="ConnectReload">Gets what reads the configuration anew.</param>
/// <param name="Stop">Ends it, when nothing is held any more.</param>
/// <param name="AtOnce">Ends it now.</param>
sealed record ServerSignals(Action<Action> ConnectReload, CancellationToken Stop, CancellationToken AtOnce);

/// <summary>The one place where the program meets the server.</summary>
static class ServerHost
{
    /// <summary>Runs the server until it is stopped; <paramref name="ready"/> gets the bound addresses once it listens.</summary>
    public static async Task RunAsync(ServerSetup setup, ServerSignals signals, Action<IReadOnlyList<string>> ready)
    {
        var options = setup.Options;
        var logs = setup.Log.Loggers;
        using var store = DataStore.Open(setup);
        var guard = new SourceGuard(options.Guard, setup.Time, logs.CreateLogger("Guard"));
        await using var transports = new SipTransports(
            options.Listen, options.PublicAddress, setup.Time, logs, setup.Certificates, guard);
        await using var sandbox = await StartSandboxAsync(setup);
        using var push = OpenClients(options.Push, setup.Time);
        await using var accounts = new ServerAccounts(setup);
        using var server = RouseServer.Create(options, new ServerEnvironment
        {
            Time = setup.Time,
            Logs = logs,
            Secret = setup.Data.Key("secret"),
            Realm = setup.Start.Realm,
            Accounts = accounts.Store,
            RunList = RunList.OnThreadPool(),
            Store = store,
            Transports = transports,
            Guard = guard,
            Dns = new HostsFile(HostsFile.UsualPath, new LookupDnsClient(options.Dns)),
            Push = sandbox?.Providers ?? push.Providers,
            ShowSecrets = setup.LogSecrets,
        });
        var providers = new PushReload(push, sandbox, server.ChangeApps);
        var health = HealthChecks.Of(server, transports, store, accounts);
        var reload = OpenReload(setup, server, providers, accounts);
        if (options.Records.File is { } records)
            server.Records.Replace(RecordsFile.Read(records).Contacts);
        await accounts.StartAsync();
        await server.StartAsync();
        store.Start();
        using var metrics = new PrometheusExporter(server.Meter, ProcessMeter.Create(() => setup.Log.Lost));
        var endpoints = new AdminEndpoints(
            QueriesOf(setup, server, transports, providers, health), accounts.Reload, () => reload.Run(isAsked: true), metrics);
        await using var admin = await AdminServer.StartAsync(options.Admin, setup.Data.Path, endpoints, logs.CreateLogger("Admin"));
        using var watch = new FileWatch(() => reload.Files, () => reload.TryRun(isAsked: false), setup.Time);
        ready([.. transports.Listeners.Select(listener => listener.ToString())]);
        using var service = ServiceNotice.Begin(setup.Time, () => HealthChecks.IsAlive(health));
        signals.ConnectReload(() => Reload(reload, service));
        await Task.Delay(Timeout.InfiniteTimeSpan, setup.Time, signals.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        service?.Stopping();
        await Drain.RunAsync(server, reload.Options.Drain, setup.Time, logs.CreateLogger("Stop"), signals.AtOnce);
    }

    // What takes changes while the server runs is a line here.
    static ServerReload OpenReload(ServerSetup setup, RouseServer server, PushReload providers, ServerAccounts accounts)
    {
        List<IReloadable> parts =
        [
            new OptionsReload(server.Change),
            new DomainsReload(server.Domains, server.ChangeDomains),
            new LogReload(setup.Log.Levels),
            providers,
            new DatabaseReload(accounts, setup.Options.Auth.Sql),
            new RecordsReload(setup.Options.Records.File, server.Records),
        ];
        if (setup.Certificates is { } certificates)
            parts.Add(new TlsReload(certificates));
        if (setup.Start.UsersPath is { } users)
            parts.Add(new UsersFileReload(users, accounts.OfFile, setup.Start.Accounts));
        return new ServerReload(setup.Source, setup.Configuration, parts, StartWarnings.Of, setup.Log.Loggers.CreateLogger("Reload"));
    }

    static void Reload(ServerReload reload, ServiceNotice? service)
    {
        service?.Reloading();
        reload.TryRun(isAsked: true);
        service?.Reloaded();
    }

    static AdminQueries QueriesOf(
        ServerSetup setup,
        RouseServer server,
        SipTransports transports,
        PushReload providers,
        IReadOnlyList<HealthCheck> health) => new(new()
        {
            Time = setup.Time,
            Domains = server.Domains,
            Locations = server.Locations,
            Records = server.Records,
            Transports = transports,
            CountExchanges = () => server.Exchanges,
            CountHeld = () => (server.HeldCalls, server.HeldMessages),
            Census = server.Census,
            Trace = server.Trace,
            Bans = server.Guard,
            Health = health,
            Store = $"{StoreDatabase.FileName} in the data folder",
            Warnings = () => server.PushInspection.Warnings,
            Timelines = server.Timelines,
            Push = server.PushInspection,
            PushSetting = providers.Describe,
        });

    // A configured provider switches it off.
    static Task<SandboxPush?> StartSandboxAsync(ServerSetup setup) =>
        PushClients.NamesOf(setup.Options.Push).Count > 0
            ? Task.FromResult<SandboxPush?>(null)
            : SandboxPush.StartAsync(setup.Data, setup.Time, setup.Log.Loggers.CreateLogger("Push"));

    // What was checked when the configuration was read may have changed since.
    static PushClients OpenClients(PushOptions options, TimeProvider time)
    {
        try
        {
            return new PushClients(options, time);
        }
        catch (ArgumentException failure)
        {
            throw new RefusedStartException($"[push.apps]: {failure.Message}", failure);
        }
    }
}
