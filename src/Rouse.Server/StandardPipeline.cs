using Rouse.Server.Authentication;
using Rouse.Server.Dialogs;
using Rouse.Server.Forwarding;
using Rouse.Server.Guard;
using Rouse.Server.Identity;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Registrar;
using Rouse.Server.RegistrationEvents;
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
        var users = environment.Accounts == null ? null : new UserDirectory(environment.Accounts, options.Auth);
        var identity = new AssertedIdentityModule(parts.Trust, parts.Domains);
        var authentication = new AuthenticationModule(
            options.Auth, environment.Accounts, parts.Domains, parts.Keys, environment.Time,
            environment.Logs.CreateLogger("Authentication"),
            new AuthenticationServices { Keys = environment.TokenKeys, Trust = parts.Trust, Guard = parts.Guard });
        var routes = new Routes(options.Routes, environment.Dice);
        var known = new OperatorServers(parts.Servers.Searches, routes, parts.Records, parts.Diversion, parts.Trust);
        var peers = new DialogPeers(parts.Locations, environment.Transports, parts.Gruus, parts.Servers.Edges);
        return new ModulePipeline(
            requestModules:
            [
                new SanityModule(parts.Domains),
                new LooseRouteModule(parts.Domains, parts.DialogTokens, peers),
                parts.Drain,
                authentication,
                identity,
                new RegisterLimitModule(options.Guard, parts.Guard.Meter, environment.Time),
                .. environment.Modules,
                dialogs,
                new RegistrarModule(
                    options.Grant, environment.Accounts != null, parts.Domains, parts.Locations, parts.Watches,
                    environment.Push, parts.Gruus, new RegisterMeter(parts.Meter), environment.Time,
                    environment.Logs.CreateLogger("Registrar")),
                new RegistrationEventModule(
                    parts.Domains, environment.Accounts != null, parts.Trust, parts.Tags, parts.Subscriptions),
                new RouterModule(
                    parts.Domains, parts.Locations, environment.Transports, parts.Gruus, users,
                    new RoutingParts(
                        peers,
                        new UserTargets(parts.Domains, parts.Locations, parts.Records, parts.Servers.Targets, parts.Servers.Edges),
                        parts.Servers.Targets,
                        new Elsewhere(parts.Servers.Onward, routes, peers, known, options.Forward, environment.Accounts != null),
                        parts.Diversion)),
            ],
            targetModules: [new PushModule(options.Push, environment.Push, parts.TokenHygiene, environment.Time)],
            branchModules: [forward, identity, .. environment.Modules.OfType<IBranchModule>()],
            responseModules: [forward, dialogs, identity, authentication, .. environment.Modules.OfType<IResponseModule>()],
            redirects: new RedirectModule(parts.Domains, parts.Locations, parts.Gruus));
    }
}
