using System.Net;
using Rouse.Server;
using Rouse.Server.Authentication.Trust;

namespace Rouse.Configuration;

/// <summary><c>[trust]</c>.</summary>
static class TrustKeys
{
    public const string Certificates = "trust.certificates";

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<IReadOnlyList<string>>(
            "trust.hosts", Kinds.List(Kinds.Host), "none",
            (options, _, hosts) => With(options, trust => trust with { Hosts = hosts }),
            "Peers that need no password, and of whom `P-Asserted-Identity` is believed (RFC 3325): a trunk, an SBC, another proxy. Their "
            + "addresses are looked up every 5 minutes; while that fails, the last ones hold.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<IPNetwork>>(
            "trust.networks", AuthenticationKinds.Networks, "none",
            (options, _, networks) => With(options, trust => trust with { Networks = networks }),
            "The same by address. Over UDP whoever can forge a source address of them is trusted, too.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<string>>(
            Certificates, Kinds.List(Kinds.Text), "none",
            (options, _, names) => With(options, trust => trust with { Certificates = names }),
            "The same by a name in the client certificate: a DNS name, a URI such as `sip:trunk.example.net`, an address; the common name "
            + "only where it has none of these. Needs `tls.client_certificates`.")
        {
            IsReloaded = true,
        },
    ];

    static ServerOptions With(ServerOptions options, Func<TrustOptions, TrustOptions> change) =>
        options with { Trust = change(options.Trust) };
}
