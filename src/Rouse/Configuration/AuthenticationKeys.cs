using Rouse.Server;
using Rouse.Server.Authentication;

namespace Rouse.Configuration;

/// <summary><c>[auth]</c>.</summary>
static class AuthenticationKeys
{
    static readonly AuthenticationOptions Initial = new();

    static readonly ValueKind<TimeSpan> NonceLife = Kinds.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
    static readonly ValueKind<bool> Strangers = Kinds.Choice(("refuse", false), ("accept", true));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<bool>(
            "auth.enabled", Kinds.Flag, Kinds.Flag.Write(Initial.Enabled),
            (options, _, enabled) => With(options, auth => auth with { Enabled = enabled }),
            "Whether phones prove who they are. Without it everybody can register and call as anybody."),
        new ConfigKey<string>(
            "auth.users", Kinds.Path, "`users.txt` in the data folder, made at the first start",
            (options, _, path) => With(options, auth => auth with { Users = path }),
            "The users file."),
        new ConfigKey<IReadOnlyList<string>>(
            "auth.algorithms", Kinds.Algorithms, Kinds.Algorithms.Write(Initial.Algorithms),
            (options, _, algorithms) => With(options, auth => auth with { Algorithms = algorithms }),
            "What is offered to phones, best first (RFC 8760). "
            + "MD5 alone, because some phones fail on any SHA-256 challenge and others answer only the first.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<string>>(
            "auth.domains.*.algorithms", Kinds.Algorithms, "as `auth.algorithms`",
            (options, domain, algorithms) => With(options, auth => auth with { DomainAlgorithms = Added(auth, domain, algorithms) }),
            "What is offered in one domain: `[auth.domains.\"example.org\"]`. In the file only.")
        {
            IsReloaded = true,
            CheckName = Kinds.CheckHost,
        },
        new ConfigKey<bool>(
            "auth.strangers", Strangers, Strangers.Write(Initial.AcceptStrangers),
            (options, _, accept) => With(options, auth => auth with { AcceptStrangers = accept }),
            "What becomes of a request to one of our users from a sender outside our domains: `\"refuse\"` is 403.")
        {
            IsReloaded = true,
        },
        new ConfigKey<TimeSpan>(
            "auth.nonce_expires", NonceLife, NonceLife.Write(Initial.NonceExpires),
            (options, _, life) => With(options, auth => auth with { NonceExpires = life }),
            "How long a nonce serves before the phone gets a new one (RFC 7616 §3.3, `stale`). 1h as in Flexisip.")
        {
            IsReloaded = true,
        },
    ];

    static ServerOptions With(ServerOptions options, Func<AuthenticationOptions, AuthenticationOptions> change) =>
        options with { Auth = change(options.Auth) };

    static Dictionary<string, IReadOnlyList<string>> Added(AuthenticationOptions auth, string domain, IReadOnlyList<string> algorithms) =>
        new(auth.DomainAlgorithms, StringComparer.OrdinalIgnoreCase) { [Kinds.NormalizeHost(domain)] = algorithms };
}
