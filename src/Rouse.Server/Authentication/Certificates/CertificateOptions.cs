using System.Text.RegularExpressions;

namespace Rouse.Server.Authentication.Certificates;

/// <summary><c>[auth.certificate]</c>: whom the certificate of a TLS connection proves.</summary>
public sealed record CertificateOptions
{
    /// <summary>
    /// What one of the names in it must match (Flexisip's <c>tls-client-certificate-required-subject</c>); null: whatever
    /// <c>tls.client_ca</c> has vouched for.
    /// </summary>
    public Regex? RequiredSubject { get; init; }

    /// <summary>
    /// Whether one that names a domain speaks for all its users, as that of another server does (RFC 5922 §7.1; Flexisip's
    /// <c>trust-domain-certificates</c>).
    /// </summary>
    public bool CoversDomain { get; init; }

    /// <summary>
    /// Whether one that names somebody else than the request is refused at once, and no other proof is asked for (Flexisip's
    /// <c>reject-wrong-client-certificates</c>).
    /// </summary>
    public bool RefusesOthers { get; init; }
}
