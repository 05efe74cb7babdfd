using System.Net;
using Rouse.Server;
using Rouse.Server.Routing;

namespace Rouse.Configuration;

/// <summary><c>[[route]]</c>, <c>[forward]</c> and <c>[dns]</c>.</summary>
static class RoutingKeys
{
    static readonly ServerOptions Initial = new();

    static readonly ValueKind<ForwardFor> For = Kinds.Choice(("users", ForwardFor.Users), ("nobody", ForwardFor.Nobody));

    static readonly ValueKind<TimeSpan> Timeout = Kinds.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    static readonly ValueKind<IReadOnlyList<string>> NameServers = Kinds.List(new TextKind(
        "`\"192.0.2.53\"`, `\"[2001:db8::53]:5353\"`",
        static text => ReadNameServer(text) != null ? null : $"\"{text}\" is not an address; write 192.0.2.53 or 192.0.2.53:53"));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<IReadOnlyList<RouteOptions>>(
            "route", Kinds.List(new RouteKind()), "none",
            (options, _, routes) => options with { Routes = routes },
            "Requests that go to a trunk or another server: [Routes](#routes). In the file only.")
        {
            IsReloaded = true,
        },
        new ConfigKey<ForwardFor>(
            "forward.for", For, For.Write(Initial.Forward.For),
            (options, _, who) => options with { Forward = options.Forward with { For = who } },
            "Who may call domains that are not ours, and name their servers in Route: `\"users\"` who have proved who they are, or "
            + "`\"nobody\"`. Without `[auth]` nobody can prove anything.")
        {
            IsReloaded = true,
        },
        new ConfigKey<bool>(
            "forward.private_networks", Kinds.Flag, Kinds.Flag.Write(Initial.Forward.PrivateNetworks),
            (options, _, isAllowed) => options with { Forward = options.Forward with { PrivateNetworks = isAllowed } },
            "Whether those calls may lead to this machine or to private addresses (RFC 1918, RFC 4193 and their like). Off: users could "
            + "reach with our address what only trusts our network. `[[route]]` may always.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<string>>(
            "dns.servers", NameServers, "those of the system",
            (options, _, texts) => options with
            {
                Dns = options.Dns with { Servers = [.. texts.Select(static text => ReadNameServer(text)!)] },
            },
            "Name servers that are asked where other servers are, in turn; the port is 53 if none is given. The system's hosts file comes "
            + "before them."),
        new ConfigKey<TimeSpan>(
            "dns.timeout", Timeout, Timeout.Write(Initial.Dns.Timeout),
            (options, _, time) => options with { Dns = options.Dns with { Timeout = time } },
            "How long the answer to one question is waited for. 3s: a resolver that asks others needs up to two, and nobody likes to hear "
            + "nothing for longer. After that what was known before serves for an hour more."),
    ];

    // IPEndPoint also reads an address without a port, and 127.1.
    static IPEndPoint? ReadNameServer(string text)
    {
        if (IPAddress.TryParse(text, out var address) && address.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(address, 53);
        return IPEndPoint.TryParse(text, out var at) && at.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) ? at : null;
    }
}
