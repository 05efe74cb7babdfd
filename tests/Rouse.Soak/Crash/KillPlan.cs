using Rouse.Soak.Server;

namespace Rouse.Soak.Crash;

/// <summary>When the server of one life is killed.</summary>
sealed class KillPlan
{
    /// <summary>A life is short, so that there are many.</summary>
    static readonly TimeSpan LongestLoad = TimeSpan.FromMilliseconds(250);

    readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TimeSpan _load = LongestLoad;
    int _answers;

    /// <summary>While it still starts, this long after its process was made; null: later.</summary>
    public TimeSpan? DuringStart { get; private init; }

    public static KillPlan Choose(Random random) => random.Next(10) switch
    {
        0 => new() { DuringStart = TimeSpan.FromMilliseconds(random.Next(250)) },
        < 5 => new() { _load = TimeSpan.FromMilliseconds(random.Next(5, (int)LongestLoad.TotalMilliseconds)) },
        // As often in the first ten answers as in the next ninety, and so on.
        _ => new() { _answers = (int)Math.Pow(10, 3 * random.NextDouble()) },
    };

    /// <summary>In the very moment in which the phone has this answer, where that is the plan.</summary>
    public (int, Action)? AtAnswer(RouseProcess server) => _answers == 0 ? null : (_answers, () => Kill(server));

    public async Task WaitAsync() => await Task.WhenAny(_killed.Task, Task.Delay(_load));

    void Kill(RouseProcess server)
    {
        server.Kill();
        _killed.SetResult();
    }
}
