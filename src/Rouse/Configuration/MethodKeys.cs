using System.Text.RegularExpressions;
using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Authentication.Certificates;

namespace Rouse.Configuration;

/// <summary><c>[auth]</c> beyond passwords: methods, <c>[auth.certificate]</c>, <c>[auth.bearer]</c>, each also for one domain.</summary>
static class MethodKeys
{
    public const string Methods = "auth.methods";
    public const string OfDomain = "auth.domains.*.methods";
    public const string Bearer = "auth.bearer.";
    public const string DomainBearer = "auth.domains.*.bearer.";

    static readonly AuthenticationOptions Initial = new();
    static readonly ValueKind<Regex> Pattern = new PatternKind();
    static readonly ValueKind<bool> Others = Kinds.Choice(("ask", false), ("refuse", true));
    static readonly ValueKind<TimeSpan> Refresh = Kinds.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
    static readonly ValueKind<TimeSpan> Wait = Kinds.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    public static IReadOnlyList<ConfigKey> Keys { get; } =
        [.. MethodsKeys(), .. CertificateKeys(), .. BearerKeys(Bearer), .. BearerKeys(DomainBearer)];

    static IEnumerable<ConfigKey> MethodsKeys() =>
    [
        new ConfigKey<IReadOnlyList<AuthenticationMethod>>(
            Methods, AuthenticationKinds.Methods, AuthenticationKinds.Methods.Write(Initial.Methods),
            (options, _, methods) => With(options, auth => auth with { Methods = methods }),
            "How users may prove who they are, best first: a password, a client certificate (`[auth.certificate]`), an access token "
            + "(`[auth.bearer]`). Passwords alone, because the others need more settings. A user of a domain with one of the others needs "
            + "no account here.")
        {
            IsReloaded = true,
        },
        new ConfigKey<IReadOnlyList<AuthenticationMethod>>(
            OfDomain, AuthenticationKinds.Methods, "as `auth.methods`",
            (options, domain, methods) => With(options, auth => auth with { DomainMethods = Added(auth.DomainMethods, domain, methods) }),
            "The same in one domain: `[auth.domains.\"example.org\"]`. In the file only.")
        {
            IsReloaded = true,
            CheckName = Kinds.CheckHost,
        },
    ];

    static IEnumerable<ConfigKey> CertificateKeys() =>
    [
        OfCertificate(
            "required_subject", Pattern, "none", (certificate, pattern) => certificate with { RequiredSubject = pattern },
            "What one of the names in a client certificate must match before it proves anybody: DNS names, URIs, addresses, common name. "
            + "Whom it proves is the SIP URI among its subject alternative names. It must come from `tls.client_ca`."),
        OfCertificate(
            "covers_domain", Kinds.Flag, Kinds.Flag.Write(Initial.Certificate.CoversDomain),
            (certificate, covers) => certificate with { CoversDomain = covers },
            "Whether a certificate that names a domain (`sip:example.org`, or its DNS name) speaks for each of its users, as that of "
            + "another server does (RFC 5922 §7.1)."),
        OfCertificate(
            "others", Others, Others.Write(Initial.Certificate.RefusesOthers),
            (certificate, refuses) => certificate with { RefusesOthers = refuses },
            "What becomes of a request from somebody whom its certificate does not name: `\"ask\"` for another proof, or 403."),
    ];

    static IEnumerable<ConfigKey> BearerKeys(string section) =>
    [
        OfBearer(
            section, "authorization_server", AuthenticationKinds.HttpsUrl, "none",
            (bearer, url) => bearer with { AuthorizationServer = url },
            "Where phones get an access token (RFC 8898 §4, `authz_server`)."),
        OfBearer(
            section, "issuer", Kinds.Text, "as `authorization_server`", (bearer, issuer) => bearer with { Issuer = issuer },
            "What `iss` in a token must be."),
        OfBearer(
            section, "audience", Kinds.Text, "none", (bearer, audience) => bearer with { Audience = audience },
            "What `aud` in a token must contain: one for another service is none for this one. It must be Rouse's own, not the client ID "
            + "of the app: that is what ID tokens have."),
        OfBearer(
            section, "type", Kinds.Text, "any", (bearer, type) => bearer with { Type = type },
            "What `typ` in a token must be; `\"at+jwt\"` accepts access tokens of RFC 9068 alone. Any, because RFC 8898 asks for none, and "
            + "many servers write `JWT`."),
        OfBearer(
            section, "keys", AuthenticationKinds.KeysAt, "none", (bearer, keys) => bearer with { Keys = keys },
            "The server's public keys, a JWK Set (RFC 7517 §5)."),
        OfBearer(
            section, "authority", Kinds.Path, "the system's", (bearer, file) => bearer with { Authority = file },
            "PEM certificates that may vouch for the server of `keys` in place of the system's authorities."),
        OfBearer(
            section, "identity", Kinds.Text, Kinds.Text.Write(Initial.Bearer.IdentityClaim),
            (bearer, claim) => bearer with { IdentityClaim = claim },
            "The claim that holds the user's SIP URI. The name is Rouse's own: no RFC gives one."),
        OfBearer(
            section, "scope", AuthenticationKinds.Scope, "none", (bearer, scope) => bearer with { Scope = scope },
            "Words that `scope` in a token must contain; phones are told to ask for them."),
        OfBearer(
            section, "plain", Kinds.Flag, Kinds.Flag.Write(Initial.Bearer.AcceptsPlain),
            (bearer, accepts) => bearer with { AcceptsPlain = accepts },
            "Whether a token may come without TLS: whoever overhears it can use it (RFC 6750 §5.3)."),
        OfBearer(
            section, "refresh", Refresh, Refresh.Write(Initial.Bearer.Refresh), (bearer, age) => bearer with { Refresh = age },
            "How old the keys may be before they are asked for again; a token of an unknown key asks at once, but not more often than "
            + "every 10 s. 15m as in Flexisip."),
        OfBearer(
            section, "timeout", Wait, Wait.Write(Initial.Bearer.Timeout), (bearer, wait) => bearer with { Timeout = wait },
            "How long a request waits for keys; then the former ones serve, or it gets 500 with `Retry-After: 5`. As `auth.sql.timeout`."),
    ];

    static ConfigKey<T> OfCertificate<T>(
        string name, ValueKind<T> kind, string initial, Func<CertificateOptions, T, CertificateOptions> set, string text) =>
        new(
            "auth.certificate." + name, kind, initial,
            (options, _, value) => With(options, auth => auth with { Certificate = set(auth.Certificate, value) }), text)
        {
            IsReloaded = true,
        };

    static ConfigKey<T> OfBearer<T>(
        string section, string name, ValueKind<T> kind, string initial, Func<BearerOptions, T, BearerOptions> set, string text) =>
        section == Bearer
            ? new ConfigKey<T>(
                section + name, kind, initial,
                (options, _, value) => With(options, auth => auth with { Bearer = set(auth.Bearer, value) }), text)
            {
                IsReloaded = true,
            }
            : new ConfigKey<T>(
                section + name, kind, initial,
                (options, domain, value) => With(options, auth => auth with
                {
                    DomainBearer = Added(auth.DomainBearer, domain, set(OfDomainIn(auth, domain), value)),
                }),
                $"As `{Bearer}{name}`, in one domain. What is set for a domain stands alone: nothing of `[auth.bearer]` counts there.")
            {
                IsReloaded = true,
                CheckName = Kinds.CheckHost,
            };

    static BearerOptions OfDomainIn(AuthenticationOptions auth, string domain) =>
        auth.DomainBearer.GetValueOrDefault(Kinds.NormalizeHost(domain)) ?? Initial.Bearer;

    static ServerOptions With(ServerOptions options, Func<AuthenticationOptions, AuthenticationOptions> change) =>
        options with { Auth = change(options.Auth) };

    static Dictionary<string, T> Added<T>(IReadOnlyDictionary<string, T> present, string domain, T value) =>
        new(present, StringComparer.OrdinalIgnoreCase) { [Kinds.NormalizeHost(domain)] = value };
}
