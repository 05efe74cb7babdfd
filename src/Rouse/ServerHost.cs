using Microsoft.Extensions.Logging;
using Rouse.Admin;
using Rouse.Server;
using Rouse.Server.Admin;
using Rouse.Server.Authentication;
using Rouse.Server.Push;
using Rouse.Server.Scheduling;
using Rouse.Server.Storage;
using Rouse.Server.Transport;
using Rouse.Starting;

namespace Rouse;

/// <summary>What the server gets from the program around it.</summary>
sealed record ServerSetup
{
    public required ServerOptions Options { get; init; }

    /// <summary>Held while the server runs; <see cref="DataFolder.Key"/> gives its keys.</summary>
    public required DataFolder Data { get; init; }

    public required string Realm { get; init; }

    public required AccountStore Accounts { get; init; }

    /// <summary>Where <see cref="Accounts"/> come from; null without authentication.</summary>
    public required string? UsersPath { get; init; }

    public required ILoggerFactory Logging { get; init; }

    /// <summary>Whether the log shows what it masks otherwise.</summary>
    public required bool LogSecrets { get; init; }

    public required TimeProvider Time { get; init; }
}

/// <summary>The one place where the program meets the server.</summary>
static class ServerHost
{
    /// <summary>Runs the server until <paramref name="stop"/>; <paramref name="ready"/> gets the bound addresses once it listens.</summary>
    public static async Task RunAsync(ServerSetup setup, Action<IReadOnlyList<string>> ready, CancellationToken stop)
    {
        var options = setup.Options;
        using var store = OpenStore(setup);
        await using var transports = new SipTransports(options.Listen, options.PublicAddress, setup.Time, setup.Logging);
        await using var sandbox = await StartSandboxAsync(setup);
        using var push = OpenClients(options.Push, setup.Time);
        using var server = RouseServer.Create(options, new ServerEnvironment
        {
            Time = setup.Time,
            Logs = setup.Logging,
            Secret = setup.Data.Key("secret"),
            Realm = setup.Realm,
            Accounts = options.Auth.Enabled ? setup.Accounts : null,
            RunList = RunList.OnThreadPool(),
            Store = store,
            Transports = transports,
            Push = sandbox?.Providers ?? push.Providers,
            ShowSecrets = setup.LogSecrets,
        });
        await server.StartAsync();
        store.Start();
        await using var admin = await StartAdminAsync(setup, server, transports);
        ready([.. transports.Listeners.Select(listener => listener.ToString())]);
        await Task.Delay(Timeout.InfiniteTimeSpan, setup.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    static StoreWriter OpenStore(ServerSetup setup)
    {
        var path = setup.Data.PathOf(StoreDatabase.FileName);
        var store = new StoreWriter(
            () => StoreDatabase.Open(path, setup.Options.Store), setup.Time, setup.Logging.CreateLogger("Store"));
        try
        {
            store.Open();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    static Task<AdminServer?> StartAdminAsync(ServerSetup setup, RouseServer server, SipTransports transports)
    {
        var log = setup.Logging.CreateLogger("Admin");
        var users = setup.UsersPath is null ? null : new UsersReload(setup.UsersPath, setup.Accounts, log);
        return AdminServer.StartAsync(setup.Options.Admin, setup.Data.Path, new(QueriesOf(setup, server, transports), users), log);
    }

    static AdminQueries QueriesOf(ServerSetup setup, RouseServer server, SipTransports transports) => new(new AdminSources
    {
        Time = setup.Time,
        Domains = server.Domains,
        Locations = server.Locations,
        Transports = transports,
        CountExchanges = () => server.Exchanges,
        Timelines = server.Timelines,
        Push = server.PushInspection,
        PushSetting = StartReport.DescribePush(setup.Options),
    });

    // A configured provider switches it off.
    static Task<SandboxPush?> StartSandboxAsync(ServerSetup setup) =>
        PushClients.NamesOf(setup.Options.Push).Count > 0
            ? Task.FromResult<SandboxPush?>(null)
            : SandboxPush.StartAsync(setup.Data, setup.Time, setup.Logging.CreateLogger("Push"));

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
