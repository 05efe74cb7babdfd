using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>
/// Our handshake with the server of a domain: its certificate must be of an authority that we trust and be that domain's (RFC 5922 §7.2).
/// </summary>
sealed class ServerHandshake(string domain, TlsCertificates certificates) : ITlsHandshake
{
    public async ValueTask<string?> RunAsync(SslStream tls)
    {
        try
        {
            await tls.AuthenticateAsClientAsync(certificates.OptionsTo(domain, IsWelcome), CancellationToken.None);
            return null;
        }
        // What a peer can make the platform's TLS throw is nowhere written down; whatever it is costs this connection alone.
        catch (AuthenticationException failure)
        {
            return $"{failure.Message} (expected the certificate of {domain})";
        }
        catch (Exception failure)
        {
            return failure.InnerException is { } cause ? $"{failure.Message} {cause.Message}" : failure.Message;
        }
    }

    // The platform has checked the chain. Its names are those of HTTPS, where a wildcard counts; in SIP none does.
    bool IsWelcome(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is X509Certificate2 shown
        && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
        && ServerIdentity.IsOf(domain, shown);
}
