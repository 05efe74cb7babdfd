using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>Whose server a certificate names (RFC 5922 §7.1, §7.2).</summary>
static class ServerIdentity
{
    /// <summary>
    /// Whether it is the certificate of <paramref name="domain"/>: by its <c>sip:</c> URIs; if it has none, by its DNS names or addresses;
    /// only without alternative names by its subject. Wildcards stand for nothing (§7.2), and names that cannot be read are nobody's.
    /// </summary>
    public static bool IsOf(string domain, X509Certificate2 certificate)
    {
        var names = PeerCertificate.Of(certificate);
        var sipDomains = names.Uris.Select(DomainOf).OfType<string>().ToList();
        if (sipDomains.Count > 0)
            return sipDomains.Exists(named => IsSame(named, domain));
        if (certificate.Extensions[PeerCertificate.SubjectAlternativeName] == null)
            return IsSame(names.CommonName, domain);
        return IPAddress.TryParse(domain, out var address)
            ? names.Addresses.Contains(address.ToString())
            : names.DnsNames.Any(named => IsSame(named, domain));
    }

    // §7.1: a URI with a user part names a user.
    static string? DomainOf(string uri)
    {
        if (!uri.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || uri.Contains('@', StringComparison.Ordinal))
            return null;
        var host = uri.AsSpan(4);
        var end = host.IndexOfAny(";?");
        return (end < 0 ? host : host[..end]).ToString();
    }

    static bool IsSame(string named, string domain) =>
        domain.Length > 0 && named.AsSpan().TrimEnd('.').Equals(domain.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
}
