using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Sandbox.Tests;

/// <summary>HTTP clients that trust the sandbox's certificate and no other.</summary>
internal static class TrustingClient
{
    public static HttpClient For(SandboxServer server, Version? version = null, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown);
        if (certificate is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        return new(handler)
        {
            DefaultRequestVersion = version ?? HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
