using System.Net.Security;

namespace Rouse.Server.Transport;

/// <summary>One side of TLS: of those who come to us, or ours to a server.</summary>
interface ITlsHandshake
{
    /// <summary>Null when all is agreed on, else why not; never throws. Once for each connection.</summary>
    ValueTask<string?> RunAsync(SslStream tls);
}
