using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>
/// Which algorithms are offered, per domain and never per user, and the challenges that offer them (RFC 7616 §3.3, RFC 8760 §2.3).
/// </summary>
sealed class Challenges
{
    readonly Domains _domains;
    readonly Nonces _nonces;
    readonly DigestAlgorithm[] _offered;
    readonly Dictionary<string, DigestAlgorithm[]> _offeredByDomain = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">An algorithm that is neither MD5 nor SHA-256, or none at all for a domain.</exception>
    public Challenges(AuthenticationOptions options, Domains domains, Nonces nonces)
    {
        _domains = domains;
        _nonces = nonces;
        _offered = Parse(options.Algorithms);
        foreach (var (domain, names) in options.DomainAlgorithms)
            _offeredByDomain[domain] = Parse(names);
    }

    /// <summary>Best first.</summary>
    public ReadOnlySpan<DigestAlgorithm> Offered(string domain) => _offeredByDomain.GetValueOrDefault(domain, _offered);

    /// <summary>One challenge per offered algorithm, each with a nonce of its own.</summary>
    /// <param name="header">WWW-Authenticate or Proxy-Authenticate.</param>
    /// <param name="domain">Whose offer it is.</param>
    /// <param name="isStale">The client may answer without asking its user again.</param>
    public HeaderLine[] Write(HeaderName header, string domain, bool isStale)
    {
        var offered = Offered(domain);
        var realm = _domains.RealmOf(domain);
        var lines = new HeaderLine[offered.Length];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = new HeaderLine(
                header, Encoding.UTF8.GetBytes(DigestChallenge.Write(realm, _nonces.Make(realm), offered[i], isStale)));
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
}
