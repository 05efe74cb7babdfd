using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication;

/// <summary>
/// Which algorithms are offered, per domain and never per user, and the challenges that offer them (RFC 7616 §3.3, RFC 8760 §2.3).
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

    /// <summary>One challenge per offered algorithm, each with a nonce of its own.</summary>
    /// <param name="header">WWW-Authenticate or Proxy-Authenticate.</param>
    /// <param name="domain">Whose offer it is.</param>
    /// <param name="isStale">The client may answer without asking its user again.</param>
    /// <param name="flow">Where they go.</param>
    public HeaderLine[] Write(HeaderName header, string domain, bool isStale, Flow flow)
    {
        var offered = Offered(domain);
        var realm = _domains.RealmOf(domain);
        var lines = new HeaderLine[offered.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var nonce = _nonces.Make(realm, out var random);
            _guard?.Challenged(flow, random);
            lines[i] = new HeaderLine(header, Encoding.UTF8.GetBytes(DigestChallenge.Write(realm, nonce, offered[i], isStale)));
        }
        return lines;
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
