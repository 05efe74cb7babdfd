using System.Threading.Tasks.Sources;

namespace Rouse.Server.Transport;

/// <summary>An <see cref="EpollLoop"/> tells: what waits goes on on its thread, without a hop.</summary>
sealed class LoopReadiness(EpollLoop loop, int slot) : IReadiness, IValueTaskSource
{
    // The loop tells of what has changed, once: what nobody waits for is kept.
    const int Unknown = 0;
    const int Told = 1;
    const int Awaited = 2;

    ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    int _state;
    volatile bool _isInPlace;
    volatile bool _hasEnded;

    public ValueTask WaitAsync()
    {
        if (_hasEnded || Interlocked.CompareExchange(ref _state, Unknown, Told) == Told)
            return default;
        _wait.Reset();
        _wait.RunContinuationsAsynchronously = !_isInPlace;
        if (Interlocked.CompareExchange(ref _state, Awaited, Unknown) == Unknown)
            return new ValueTask(this, _wait.Version);
        // Told meanwhile; a full fence, so that it is taken back before the receive looks.
        Interlocked.Exchange(ref _state, Unknown);
        return default;
    }

    public void ExpectMore() => Tell();

    public void GoOnInPlace() => _isInPlace = true;

    // Of a closed socket the loop hears no more. Who closes it is in the middle of something else.
    public void Interrupt()
    {
        _hasEnded = true;
        if (Interlocked.Exchange(ref _state, Told) != Awaited)
            return;
        _wait.RunContinuationsAsynchronously = true;
        _wait.SetResult(true);
    }

    public void Dispose() => loop.Forget(slot, this);

    /// <summary>On the thread of the loop.</summary>
    /// <param name="hasEnded">Nothing more will come after what is there.</param>
    public void Happened(bool hasEnded)
    {
        if (hasEnded)
            _hasEnded = true;
        Tell();
    }

    void IValueTaskSource.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    void Tell()
    {
        // What is told must be seen by who takes back what was told before.
        Interlocked.MemoryBarrier();
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            if (seen == Told)
                return;
            if (Interlocked.CompareExchange(ref _state, seen == Awaited ? Unknown : Told, seen) != seen)
                continue;
            if (seen == Awaited)
                _wait.SetResult(true);
            return;
        }
    }
}
