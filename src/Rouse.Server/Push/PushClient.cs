using Rouse.Push;

namespace Rouse.Server.Push;

/// <summary>A provider's client that may be replaced while it sends: what is under way is finished, then it is closed.</summary>
sealed class PushClient(IPushProvider provider) : IPushProvider, IDisposable
{
    readonly Lock _lock = new();
    int _underWay;
    bool _isRetired;
    bool _isClosed;

    public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        lock (_lock)
        {
            // It was found a moment before its settings changed.
            if (_isRetired)
                return new PushOutcome(PushVerdict.Failed, 0, "the settings of the app have just changed", 0);
            _underWay++;
        }
        try
        {
            return await provider.SendAsync(message, deadline, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more pushes, and closes when those under way are answered.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            if (_underWay > 0)
                return;
        }
        Dispose();
    }

    /// <summary>Ends what is under way (as failed) and closes.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isRetired = true;
            if (_isClosed)
                return;
            _isClosed = true;
        }
        (provider as IDisposable)?.Dispose();
    }

    void Leave()
    {
        lock (_lock)
        {
            if (--_underWay > 0 || !_isRetired)
                return;
        }
        Dispose();
    }
}
