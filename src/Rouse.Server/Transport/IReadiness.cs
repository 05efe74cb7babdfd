namespace Rouse.Server.Transport;

/// <summary>Tells the one reader of a connection when its socket has something for it.</summary>
interface IReadiness : IDisposable
{
    /// <summary>
    /// Ends when bytes, or the end, may be there; it may also end for nothing, so the receive itself must not wait. One at a time.
    /// </summary>
    ValueTask WaitAsync();

    /// <summary>More may be there than was received: the next wait ends at once. For the reader.</summary>
    void ExpectMore();

    /// <summary>Who waits goes on on the thread that saw the bytes; not before the first of what it does there is short.</summary>
    void GoOnInPlace();

    /// <summary>Ends the waiting, because the socket is closed; from any thread.</summary>
    void Interrupt();
}
