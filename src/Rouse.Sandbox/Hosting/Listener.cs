using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rouse.Sandbox.Hosting;

/// <summary>A port of the sandbox.</summary>
/// <param name="Protocols">What TLS offers there.</param>
internal sealed record Listener(IServiceEndpoint Endpoint, HttpProtocols Protocols)
{
    private int _connections;

    /// <summary>Without TLS.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether it asks clients for a certificate; whether that is a good one is for the endpoint to say.</summary>
    public bool TakesClientCertificates { get; init; }

    /// <summary>Where it listens; known once the host runs.</summary>
    public Uri? Url { get; set; }

    public int Connections => Volatile.Read(ref _connections);

    public void Connected() => Interlocked.Increment(ref _connections);
}
