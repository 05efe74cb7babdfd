using System.Diagnostics.Metrics;
using Rouse.Server.Authentication;
using Rouse.Server.Dialogs;
using Rouse.Server.Draining;
using Rouse.Server.Forwarding;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Registrar;
using Rouse.Server.Resolution;
using Rouse.Server.Routing;
using Rouse.Server.Sanity;

namespace Rouse.Server;

/// <summary>The modules in their order. A new module is one line here.</summary>
static class StandardPipeline
{
    public static ModulePipeline Create(LiveOptions options, ServerEnvironment environment, ServerParts parts)
    {
        var dialogs = new DialogModule(parts.Dialogs, parts.Locations);
        var forward = new ForwardModule(parts.DialogTokens, environment.Transports);
        var paths = new DialogPaths(parts.Locations, environment.Transports);
        var users = environment.Accounts == null ? null : new UserDirectory(environment.Accounts);
        return new ModulePipeline(
            requestModules:
            [
                new SanityModule(parts.Domains),
                new LooseRouteModule(parts.Domains, parts.DialogTokens, paths),
                parts.Drain,
                new AuthenticationModule(
                    options.Auth, environment.Accounts, parts.Domains, parts.Keys, environment.Time,
                    environment.Logs.CreateLogger("Authentication")),
                .. environment.Modules,
                dialogs,
                new RegistrarModule(
                    options.Grant, environment.Accounts != null, parts.Domains, parts.Locations, parts.Watches,
                    environment.Push, new RegisterMeter(parts.Meter), environment.Time, environment.Logs.CreateLogger("Registrar")),
                new RouterModule(
                    parts.Domains, parts.Locations, environment.Transports, paths, users, CreateElsewhere(options, environment)),
            ],
            targetModules: [new PushModule(options.Push, environment.Push, parts.TokenHygiene, environment.Time)],
            branchModules: [forward, .. environment.Modules.OfType<IBranchModule>()],
            responseModules: [forward, dialogs, .. environment.Modules.OfType<IResponseModule>()]);
    }

    static Elsewhere CreateElsewhere(LiveOptions options, ServerEnvironment environment)
    {
        var records = new DnsRecords(environment.Dns, options.Dns, environment.Time, environment.Logs.CreateLogger("Dns"));
        var resolver = new ServerResolver(records, () => environment.Transports.Listeners, environment.Time, environment.Dice);
        var onward = new Onward(resolver, new FailedPlaces(environment.Time), environment.Transports, options.Forward);
        return new Elsewhere(onward, new Routes(options.Routes, environment.Dice), options.Forward);
    }
}

/// <summary>What several modules share.</summary>
sealed record ServerParts(
    Domains Domains,
    ServerKeys Keys,
    DialogTokens DialogTokens,
    ILocationStore Locations,
    LocationWatches Watches,
    ConfirmedDialogs Dialogs,
    TokenHygiene TokenHygiene,
    DrainModule Drain,
    Meter Meter);
