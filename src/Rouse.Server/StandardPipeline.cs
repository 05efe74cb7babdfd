using Rouse.Server.Authentication;
using Rouse.Server.Forwarding;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Registrar;
using Rouse.Server.Routing;
using Rouse.Server.Sanity;

namespace Rouse.Server;

/// <summary>The modules in their order. A new module is one line here.</summary>
static class StandardPipeline
{
    public static ModulePipeline Create(ServerOptions options, ServerEnvironment environment, ServerParts parts)
    {
        var forward = new ForwardModule(parts.DialogTokens, environment.Transports);
        var users = environment.Accounts == null ? null : new UserDirectory(environment.Accounts);
        return new ModulePipeline(
            requestModules:
            [
                new SanityModule(parts.Domains),
                new LooseRouteModule(parts.Domains, parts.DialogTokens),
                .. Authentication(options.Auth, environment, parts),
                new RegistrarModule(
                    parts.Locations, parts.Watches, parts.Domains, options.Registrar, parts.PushProviders, environment.Accounts != null, environment.Time,
                    environment.Logs.CreateLogger("Registrar")),
                new RouterModule(parts.Domains, parts.Locations, environment.Transports, users),
            ],
            targetModules: [new PushModule(options.Push, parts.TokenHygiene, environment.Time)],
            branchModules: [forward],
            responseModules: [forward]);
    }

    static IEnumerable<IRequestModule> Authentication(AuthenticationOptions options, ServerEnvironment environment, ServerParts parts)
    {
        if (environment.Accounts == null)
            yield break;
        var nonces = new Nonces(parts.Keys, parts.Domains.Realm, options.NonceExpires, environment.Time);
        yield return new AuthenticationModule(
            options, parts.Domains, environment.Accounts, nonces, new NonceCounts(), new Digest(), environment.Logs.CreateLogger("Authentication"));
    }
}

/// <summary>What several modules share.</summary>
sealed record ServerParts(
    Domains Domains,
    ServerKeys Keys,
    DialogTokens DialogTokens,
    ILocationStore Locations,
    LocationWatches Watches,
    PushProviders PushProviders,
    TokenHygiene TokenHygiene);
