namespace Rouse.Fuzz;

/// <summary>Input that a target does not survive.</summary>
sealed record Finding(FuzzTarget Target, byte[] Input, Exception Failure);

/// <summary>
/// One target for as long as somebody wants. Input that goes where none went before is kept and damaged further; without a map nothing is
/// known of that, and only the seeds are damaged. The same seed gives the same inputs.
/// </summary>
sealed class FuzzRun
{
    // Of what led somewhere new the latest is nearest to what nobody has seen; own decision.
    const int Latest = 64;

    readonly FuzzTarget _target;
    readonly CoverageMap? _coverage;
    readonly Random _random;
    readonly List<byte[]> _pool;
    readonly Mutator _mutator;
    int _unread;

    public FuzzRun(FuzzTarget target, int seed, CoverageMap? coverage = null)
    {
        _target = target;
        _coverage = coverage;
        _random = new Random(seed);
        _pool = [.. target.Seeds, .. target.Found];
        _unread = _pool.Count;
        _mutator = new Mutator(seed, target.Seeds);
    }

    public FuzzTarget Target => _target;

    public long Executions { get; private set; }

    /// <summary>Inputs kept because they led somewhere new.</summary>
    public int Kept => _pool.Count - _target.Seeds.Count - _target.Found.Count;

    /// <summary>What runs now; for who watches whether it ends.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>Runs so many inputs, the seeds first; null: all were survived.</summary>
    public Finding? Run(long count)
    {
        for (; count > 0; count--)
        {
            var input = _unread > 0 ? _pool[--_unread] : _mutator.Next(Parent());
            if (Run(input) is { } finding)
                return finding;
        }
        return null;
    }

    byte[] Parent() => Kept > Latest && _random.Next(2) == 0 ? _pool[^_random.Next(1, Latest)] : _pool[_random.Next(_pool.Count)];

    Finding? Run(byte[] input)
    {
        Current = input;
        Executions++;
        _coverage?.Clear();
        try
        {
            _target.Run(input);
        }
        catch (Exception failure)
        {
            return new Finding(_target, input, failure);
        }
        if (_coverage?.TakeNew() == true)
            _pool.Add(input);
        return null;
    }
}
