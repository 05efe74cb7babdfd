namespace Rouse.Server.Transport;

/// <summary>How the bytes of one connection travel: as they are, or through TLS.</summary>
interface IWire
{
    /// <summary>Agrees with the peer on what comes before the first byte; null when done, else why not. Once, before all else.</summary>
    ValueTask<string?> OpenAsync();

    /// <summary>What the peer showed in that; null for nothing.</summary>
    PeerCertificate? Certificate => null;

    /// <summary>Waits for bytes without holding an array, then receives; 0 when the peer has ended its side.</summary>
    ValueTask<int> ReceiveAsync(ReceiveBuffer input);

    /// <summary>How many of the bytes, at least one, the system has taken. One call at a time.</summary>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Frees the socket and what is held for it; when nothing is under way any more.</summary>
    void Free();
}
