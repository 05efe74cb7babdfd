using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>Whose server a certificate names (RFC 5922 §7.1, §7.2).</summary>
static class ServerIdentity
{
    const string AlternativeNames = "2.5.29.17";
    static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>
    /// Whether it is the certificate of <paramref name="domain"/>: by its <c>sip:</c> URIs; if it has none, by its DNS names or addresses;
    /// only without such names by its subject. Wildcards stand for nothing (§7.2).
    /// </summary>
    public static bool IsOf(string domain, X509Certificate2 certificate)
    {
        var sipDomains = SipDomains(certificate);
        if (sipDomains.Count > 0)
            return sipDomains.Exists(named => IsSame(named, domain));
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (names == null)
            return IsSame(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), domain);
        return IPAddress.TryParse(domain, out var address)
            ? names.EnumerateIPAddresses().Any(address.Equals)
            : names.EnumerateDnsNames().Any(named => IsSame(named, domain));
    }

    // §7.1: a URI with a user part names a user.
    static List<string> SipDomains(X509Certificate2 certificate)
    {
        var domains = new List<string>();
        if (certificate.Extensions[AlternativeNames] is not { } extension)
            return domains;
        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() != Uri)
                    names.ReadEncodedValue();
                else if (DomainOf(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri)) is { } domain)
                    domains.Add(domain);
            }
        }
        // A certificate whose names cannot be read names nobody.
        catch (Exception failure) when (failure is AsnContentException or CryptographicException)
        {
            domains.Clear();
        }
        return domains;
    }

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
