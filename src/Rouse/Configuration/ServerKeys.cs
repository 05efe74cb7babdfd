using Rouse.Server;

namespace Rouse.Configuration;

/// <summary>The keys before all sections.</summary>
static class ServerKeys
{
    static readonly ServerOptions Initial = new();

    static readonly ValueKind<IReadOnlyList<string>> Domains = Kinds.List(Kinds.Host);
    static readonly ValueKind<IReadOnlyList<Server.Transport.ListenAddress>> Listeners = Kinds.List(new ListenKind(Kinds.Host));

    static readonly ValueKind<TimeSpan> Drain = Kinds.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<IReadOnlyList<string>>(
            "domains", Domains, "every own address and the host name",
            (options, _, domains) => options with { Domains = domains },
            "The domains that Rouse is responsible for. From none to some, or back, needs a restart.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<Server.Transport.ListenAddress>>(
            "listen", Listeners, Listeners.Write(Initial.Listen),
            (options, _, listeners) => options with { Listen = listeners },
            "Where Rouse listens; `*` is every local address, of IPv4 and IPv6. 5060 is SIP's port, 5061 that of TLS (RFC 3261 §19.1.2). "
            + "`tls://` needs `[tls]`. On a machine in several networks, what goes to another server leaves from the address that the "
            + "system's routes have for it."),
        new ConfigKey<string>(
            "public_address", Kinds.Host, "the bound address",
            (options, _, host) => options with { PublicAddress = host },
            "The host that Via, Record-Route and Path show, where the bound address is not the one that phones reach. "
            + "A listener may have its own."),
        new ConfigKey<string>(
            "data", Kinds.Path, Kinds.Path.Write(Initial.Data),
            (options, _, folder) => options with { Data = folder },
            "Folder of registrations, keys and users, made with mode 0700. One Rouse at a time uses it."),
        new ConfigKey<TimeSpan>(
            "drain", Drain, Drain.Write(Initial.Drain),
            (options, _, time) => options with { Drain = time },
            "How long a stop waits for calls and messages that are held or on their way; meanwhile new ones are answered 503. "
            + "20s: most phones that were woken have come by then, and a service manager does not lose its patience yet.")
        {
            IsReloaded = true,
        },
    ];
}
