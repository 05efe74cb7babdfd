using System.Net;
using Rouse.Server;
using Rouse.Server.Guard;

namespace Rouse.Configuration;

/// <summary><c>[guard]</c>.</summary>
static class GuardKeys
{
    static readonly GuardOptions Initial = new();

    static readonly ValueKind<IReadOnlyList<IPNetwork>> Networks = Kinds.ListOrNone<IPNetwork>(new NetworkKind());
    static readonly ValueKind<int> Rate = Kinds.Number(0, 1_000_000);
    static readonly ValueKind<int> Limit = Kinds.Number(0, 10_000_000);
    static readonly ValueKind<TimeSpan> Ban = Kinds.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<bool>(
            "guard.enabled", Kinds.Flag, Kinds.Flag.Write(Initial.Enabled),
            (options, _, enabled) => With(options, guard => guard with { Enabled = enabled }),
            "Whether sources that send too much are ignored for a while (`rouse bans` lists them). "
            + "A source is an IPv4 address or the /64 of an IPv6 one."),
        new ConfigKey<IReadOnlyList<IPNetwork>>(
            "guard.trusted", Networks, Networks.Write(Initial.Trusted),
            (options, _, networks) => With(options, guard => guard with { Trusted = networks }),
            "Networks that are never ignored, such as that of a trunk or another server of yours; the list replaces this one. "
            + "`[]`: nobody, this machine neither."),
        new ConfigKey<int>(
            "guard.messages_per_source", Rate, Rate.Write(Initial.MessagesPerSource),
            (options, _, rate) => With(options, guard => guard with { MessagesPerSource = rate }),
            "Messages a second of one source, 20 s of it at once; those of registered phones do not count. 0: without limit. "
            + "1000: 500 phones behind one address that all come back after a power cut stay below it."),
        new ConfigKey<int>(
            "guard.messages_per_port", Rate, Rate.Write(Initial.MessagesPerPort),
            (options, _, rate) => With(options, guard => guard with { MessagesPerPort = rate }),
            "Messages a second of one UDP port or connection, 10 s of it at once, and ten times as many where phones are registered. "
            + "0: without limit. 50, where Flexisip has 20, because a PBX that is one user sends eight a call."),
        new ConfigKey<TimeSpan>(
            "guard.ban", Ban, Ban.Write(Initial.Ban),
            (options, _, time) => With(options, guard => guard with { Ban = time }),
            "How long a source is ignored; each time within a day twice as long. 2m as in Flexisip."),
        new ConfigKey<TimeSpan>(
            "guard.max_ban", Ban, Ban.Write(Initial.MaxBan),
            (options, _, time) => With(options, guard => guard with { MaxBan = time }),
            "The longest that it gets. 1h, because many may share an address."),
        new ConfigKey<int>(
            "guard.connections", Limit, Limit.Write(Initial.Connections),
            (options, _, most) => With(options, guard => guard with { Connections = most }),
            "Connections that may be open, of everybody; 0: as many as the system allows. 100000 idle ones take some 200 MB."),
        new ConfigKey<int>(
            "guard.connections_per_source", Limit, Limit.Write(Initial.ConnectionsPerSource),
            (options, _, most) => With(options, guard => guard with { ConnectionsPerSource = most }),
            "Of one source; 0: without limit. 2000: an office of 500 phones whose network changes."),
        new ConfigKey<int>(
            "guard.handshakes_per_source", Limit, Limit.Write(Initial.HandshakesPerSource),
            (options, _, most) => With(options, guard => guard with { HandshakesPerSource = most }),
            "TLS handshakes of one source at once; 0: without limit. 500, half of all that may be under way."),
        new ConfigKey<int>(
            "guard.registers_per_account", Limit, Limit.Write(Initial.RegistersPerAccount),
            (options, _, most) => With(options, guard => guard with { RegistersPerAccount = most }),
            "REGISTERs of one account in a minute, beyond which it is answered 503; 0: without limit. "
            + "120: twelve phones that lose their network every six seconds. For pushes see `push.max_per_phone`."),
    ];

    static ServerOptions With(ServerOptions options, Func<GuardOptions, GuardOptions> change) =>
        options with { Guard = change(options.Guard) };
}
