using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// How one thread reads a bound UDP socket, several datagrams in one system call where the platform can. All but <see cref="Interrupt"/> is
/// for that thread; what it returns is valid until the next <see cref="Receive"/>.
/// </summary>
interface IDatagramIo : IDisposable
{
    /// <summary>
    /// Waits for a datagram and takes those that are there; how many. After an interruption nothing of worth comes.
    /// </summary>
    /// <exception cref="SocketException">Such as ICMP port unreachable for something that was sent.</exception>
    /// <exception cref="ObjectDisposedException">It was interrupted.</exception>
    int Receive();

    /// <summary>Whether it took as many as it can, so that more may be there; false where that is not known.</summary>
    bool MayHaveMore { get; }

    ReadOnlySpan<byte> Datagram(int index);

    SocketAddress Source(int index);

    /// <summary>
    /// Takes a copy that leaves with the next <see cref="Flush"/>, or earlier; false where this platform gains nothing by that, or the
    /// datagram is too large for any network: then it is for the caller to send.
    /// </summary>
    bool TryQueue(ReadOnlySpan<byte> datagram, SocketAddress to);

    /// <summary>Sends what is queued. A datagram that fails costs no other.</summary>
    void Flush(Action<SocketError, int> failed);

    /// <summary>Ends the waiting, for ever; from any thread.</summary>
    void Interrupt();
}
