using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication.Certificates;

/// <summary>
/// Who the certificate of a TLS connection says that the sender is: the SIP URIs among its alternative names (RFC 3261 §26.3.2, RFC 5922
/// §7.1). It was checked in the handshake, so that only its names are looked at here.
/// </summary>
sealed class CertificateIdentity(Domains domains)
{
    /// <summary>Whom a request may be from, of those whom the certificate names; null for nobody.</summary>
    /// <param name="claim">Who it says it is; anonymous is the first of its users who is ours.</param>
    /// <param name="certificate">What the sender showed.</param>
    /// <param name="options"><c>[auth.certificate]</c></param>
    public AddressOfRecord? Prove(Claim claim, PeerCertificate certificate, CertificateOptions options)
    {
        if (!IsAcceptable(certificate, options))
            return null;
        foreach (var text in certificate.Uris)
        {
            if (!SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri) || !uri.IsSip)
                continue;
            if (domains.ToAor(uri) is { } aor && (claim.Kind == ClaimKind.Anonymous || claim.Aor == aor))
                return aor;
            if (options.CoversDomain && uri.User.IsEmpty && IsDomainOf(claim, domains.Canonical(uri)))
                return claim.Aor;
        }
        return options.CoversDomain && certificate.DnsNames.Any(name => IsDomainOf(claim, CanonicalOf(name))) ? claim.Aor : null;
    }

    /// <summary>Whether it is one of those that may prove anything.</summary>
    public static bool IsAcceptable(PeerCertificate certificate, CertificateOptions options) =>
        options.RequiredSubject is not { } required || certificate.All.Any(required.IsMatch);

    string? CanonicalOf(string name) =>
        SipUri.TryParse(Encoding.UTF8.GetBytes($"sip:{name}"), out var uri) ? domains.Canonical(uri) : null;

    static bool IsDomainOf(Claim claim, string? domain) => claim.Kind == ClaimKind.User && domain == claim.Aor.Domain;
}
