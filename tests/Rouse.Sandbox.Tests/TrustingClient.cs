using System.Net;

namespace Rouse.Sandbox.Tests;

/// <summary>HTTP clients that trust the sandbox's certificate and no other.</summary>
internal static class TrustingClient
{
    public static HttpClient For(SandboxServer server, Version? version = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown);
        return new(handler)
        {
            DefaultRequestVersion = version ?? HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
