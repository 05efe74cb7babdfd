using System.Diagnostics;

namespace Rouse.Soak.Crash;

/// <summary>What the soak has done and found, for its last line.</summary>
sealed class CrashFigures(int seed, Audit audit, CallCheck calls)
{
    const int ProgressEvery = 25;

    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly List<double> _restarts = [];
    long _acknowledged;
    long _unanswered;
    long _putOff;
    int _lost;
    int _resurrected;
    int _others;

    public int Kills { get; private set; }

    public void Killed(int life)
    {
        Kills = life;
        if (life % ProgressEvery == 0)
            Console.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0} s  {this}");
    }

    public void Restarted(TimeSpan took) => _restarts.Add(took.TotalMilliseconds);

    public void Add(Load load, int unanswered)
    {
        _acknowledged += load.Acknowledged;
        _putOff += load.PutOff;
        _unanswered += unanswered;
    }

    public void Add(IReadOnlyList<Fault> faults)
    {
        _lost += faults.Count(fault => fault.Kind == FaultKind.Lost);
        _resurrected += faults.Count(fault => fault.Kind == FaultKind.Resurrected);
        _others += faults.Count(fault => fault.Kind is FaultKind.Wrong or FaultKind.Push);
    }

    public override string ToString()
    {
        var sorted = _restarts.Order().ToList();
        var (median, longest) = sorted.Count == 0 ? (0, 0) : (sorted[sorted.Count / 2], sorted[^1]);
        return $"kills {Kills}, acknowledged {_acknowledged}, in flight at a kill {_unanswered}, put off {_putOff},"
            + $" phones compared {audit.Checked}, lost {_lost},"
            + $" resurrected {_resurrected}, other faults {_others}, pushes {calls.Pushes}, silent calls {calls.Silent},"
            + $" restart median {median:0} ms, longest {longest:0} ms, seed {seed}";
    }
}
