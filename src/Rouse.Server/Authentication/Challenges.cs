using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication;

/// <summary>
/// Which methods and algorithms are offered, per domain and never per user, and the challenges that offer them, best first (RFC 7616 §3.3,
/// RFC 8760 §2.3, RFC 8898 §4).
/// </summary>
sealed class Challenges
{
    readonly Domains _domains;
    readonly Nonces _nonces;
    readonly Live<AuthenticationOptions> _options;
    readonly ILoginGuard? _guard;
    Offer _offer;

    /// <exception cref="ArgumentException">An algorithm that is neither MD5 nor SHA-256, or none at all for a domain.</exception>
    public Challenges(Live<AuthenticationOptions> options, Domains domains, Nonces nonces, ILoginGuard? guard)
    {
        _guard = guard;
        _domains = domains;
        _nonces = nonces;
        _options = options;
        _offer = Offer.Of(options.Current);
    }

    /// <summary>Best first.</summary>
    public ReadOnlySpan<DigestAlgorithm> Offered(string domain)
    {
        var options = _options.Current;
        var offer = _offer;
        if (!ReferenceEquals(offer.Options, options))
            _offer = offer = Offer.Of(options);
        return offer.ByDomain.GetValueOrDefault(domain, offer.All);
    }

    /// <summary>
    /// Whether a user of the domain may prove itself so on such a flow; where it could be overheard a token proves nothing.
    /// </summary>
    public bool Accepts(AuthenticationMethod method, string domain, bool isSecure) =>
        _options.Current.MethodsOf(domain).Contains(method)
        && (method != AuthenticationMethod.Bearer || isSecure || _options.Current.BearerOf(domain).AcceptsPlain);

    /// <summary>One challenge per offered algorithm, each with a nonce of its own, and one for tokens; none for certificates.</summary>
    /// <param name="header">WWW-Authenticate or Proxy-Authenticate.</param>
    /// <param name="domain">Whose offer it is.</param>
    /// <param name="cause">What was wrong with the proof that came.</param>
    /// <param name="flow">Where they go.</param>
    public List<HeaderLine> Write(HeaderName header, string domain, ChallengeCause cause, Flow flow)
    {
        var lines = new List<HeaderLine>(2);
        var realm = _domains.RealmOf(domain);
        foreach (var method in _options.Current.MethodsOf(domain))
        {
            if (!Accepts(method, domain, flow.IsSecure))
                continue;
            if (method == AuthenticationMethod.Digest)
                AddDigest(lines, header, domain, isStale: cause == ChallengeCause.Stale, flow);
            else if (method == AuthenticationMethod.Bearer)
                lines.Add(new HeaderLine(header, BearerOf(realm, _options.Current.BearerOf(domain), cause)));
        }
        return lines;
    }

    void AddDigest(List<HeaderLine> lines, HeaderName header, string domain, bool isStale, Flow flow)
    {
        var realm = _domains.RealmOf(domain);
        foreach (var algorithm in Offered(domain))
        {
            var nonce = _nonces.Make(realm, flow, out var random);
            _guard?.Challenged(flow, random);
            var challenge = DigestChallenge.Write(realm, nonce, algorithm, isStale);
            lines.Add(new HeaderLine(header, Encoding.UTF8.GetBytes(challenge)));
        }
    }

    static byte[] BearerOf(string realm, BearerOptions bearer, ChallengeCause cause)
    {
        var error = cause switch
        {
            ChallengeCause.InvalidToken => "invalid_token",
            ChallengeCause.InvalidScope => "invalid_scope",
            _ => null,
        };
        return Encoding.UTF8.GetBytes(BearerToken.WriteChallenge(realm, bearer.AuthorizationServer, bearer.Scope, error));
    }

    static DigestAlgorithm[] Parse(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new ArgumentException("no digest algorithm is offered");
        return [.. names.Select(Parse)];
    }

    static DigestAlgorithm Parse(string name) =>
        DigestAlgorithms.TryParse(Encoding.UTF8.GetBytes(name), out var algorithm, out var isSession) && !isSession
            ? algorithm
            : throw new ArgumentException($"'{name}' is not a digest algorithm: MD5 or SHA-256");

    /// <summary>What some options offer.</summary>
    sealed record Offer(AuthenticationOptions Options, DigestAlgorithm[] All, Dictionary<string, DigestAlgorithm[]> ByDomain)
    {
        public static Offer Of(AuthenticationOptions options)
        {
            var byDomain = new Dictionary<string, DigestAlgorithm[]>(StringComparer.OrdinalIgnoreCase);
            foreach (var (domain, names) in options.DomainAlgorithms)
                byDomain[domain] = Parse(names);
            return new Offer(options, Parse(options.Algorithms), byDomain);
        }
    }
}
