using System.Text;
using Rouse.Server;
using Rouse.Server.Transport;

namespace Rouse.Configuration;

/// <summary><c>[tls]</c>.</summary>
static class TlsKeys
{
    const string CertificateText =
        "PEM file of the certificate, followed by those that lead to its authority: `fullchain.pem` of certbot. Read again within a minute "
        + "when it has changed, without closing connections.";

    static readonly TlsOptions Initial = new();

    static readonly ValueKind<TlsVersion> Version = Kinds.Choice(("1.2", TlsVersion.Tls12), ("1.3", TlsVersion.Tls13));

    static readonly ValueKind<ClientCertificates> Clients = Kinds.Choice(
        ("off", ClientCertificates.Off), ("request", ClientCertificates.Request), ("require", ClientCertificates.Require));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<string>(
            "tls.certificate", Kinds.Path, "none",
            (options, _, file) => WithDefault(options, pair => pair with { Certificate = file }),
            CertificateText + " Shown to phones that ask for a name without a certificate of its own, or for none."),
        new ConfigKey<string>(
            "tls.key", Kinds.Path, "none",
            (options, _, file) => WithDefault(options, pair => pair with { Key = file }),
            "PEM file of its private key, without a password."),
        new ConfigKey<TlsVersion>(
            "tls.min_version", Version, Version.Write(Initial.MinVersion),
            (options, _, version) => With(options, tls => tls with { MinVersion = version }),
            "The oldest TLS that is spoken. Older ones than 1.2 must not be used (RFC 8996)."),
        new ConfigKey<ClientCertificates>(
            "tls.client_certificates", Clients, Clients.Write(Initial.ClientCertificates),
            (options, _, asks) => With(options, tls => tls with { ClientCertificates = asks }),
            "Whether phones show a certificate: with `\"request\"` they may, with `\"require\"` they must; one that `client_ca` does not "
            + "vouch for is refused. It comes on top of passwords, unless `auth.methods` has `\"certificate\"`."),
        new ConfigKey<string>(
            "tls.client_ca", Kinds.Path, "none",
            (options, _, file) => With(options, tls => tls with { ClientAuthority = file }),
            "PEM file of the authorities that may vouch for phones; the system's may not."),
        new ConfigKey<string>(
            "tls.server_ca", Kinds.Path, "the system's",
            (options, _, file) => With(options, tls => tls with { ServerAuthority = file }),
            "PEM file of the authorities that may vouch for servers that Rouse connects to with TLS, in place of the system's. A server "
            + "must have the certificate of the domain that was asked for (RFC 5922); wildcards do not count."),
        new ConfigKey<string>(
            "tls.names.*.certificate", Kinds.Path, "none",
            (options, name, file) => WithName(options, name, pair => pair with { Certificate = file }),
            "The certificate for one name that phones ask for (SNI, RFC 6066 §3): `[tls.names.\"sip.example.com\"]`; `*.example.com` "
            + "stands for every name with one label more. In the file only.")
        {
            CheckName = CheckName,
        },
        new ConfigKey<string>(
            "tls.names.*.key", Kinds.Path, "none",
            (options, name, file) => WithName(options, name, pair => pair with { Key = file }),
            "Its private key. In the file only.")
        {
            CheckName = CheckName,
        },
    ];

    // Phones ask for names only, never for addresses (RFC 6066 §3).
    static string? CheckName(string name) =>
        Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Dns
            && Ascii.IsValid(name) && !name.EndsWith('.')
            ? null
            : $"\"{name}\" is not a host name, nor *. and a domain";

    static ServerOptions With(ServerOptions options, Func<TlsOptions, TlsOptions> change) => options with { Tls = change(options.Tls) };

    static ServerOptions WithDefault(ServerOptions options, Func<TlsPair, TlsPair> change) =>
        With(options, tls => tls with { Default = change(tls.Default ?? new()) });

    static ServerOptions WithName(ServerOptions options, string name, Func<TlsPair, TlsPair> change)
    {
        var names = new Dictionary<string, TlsPair>(options.Tls.Names, StringComparer.OrdinalIgnoreCase);
        names[name] = change(names.GetValueOrDefault(name) ?? new());
        return With(options, tls => tls with { Names = names });
    }
}
