using Microsoft.Extensions.Time.Testing;

namespace Rouse.Push.Tests.Delivery;

/// <summary>A clock that stands until the test moves it, and tells when somebody waits on it.</summary>
internal sealed class SignallingTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _timers = [];
    private readonly List<(TimeSpan Length, TaskCompletionSource Signal)> _waiting = [];

    /// <summary>Ends when a timer of exactly this length has been made; each timer counts once.</summary>
    public Task TimerOf(TimeSpan length)
    {
        lock (_lock)
        {
            if (_timers.Remove(length))
                return Task.CompletedTask;
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((length, signal));
            return signal.Task.Soon();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            var index = _waiting.FindIndex(w => w.Length == dueTime);
            if (index < 0)
            {
                _timers.Add(dueTime);
            }
            else
            {
                _waiting[index].Signal.SetResult();
                _waiting.RemoveAt(index);
            }
        }
        return timer;
    }
}
