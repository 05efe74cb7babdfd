using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Rouse.Sandbox.Tests;

/// <summary>
/// A clock that the test moves, and that tells when the sandbox waits on it.
/// It begins on a whole second: limits in seconds are met exactly.
/// </summary>
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The length of the next wait that the sandbox begins.</summary>
    public ValueTask<TimeSpan> WaitAsync() => _waits.Reader.ReadAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
