using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Rouse.Sandbox.Tests;

/// <summary>HTTP clients that trust the sandbox's certificate and no other, and the clock of the tests.</summary>
internal static class TrustingClient
{
    /// <summary>A clock that begins on a whole second, so that limits in seconds are met exactly.</summary>
    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

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
