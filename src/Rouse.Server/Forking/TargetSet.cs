using Rouse.Server.Location;

namespace Rouse.Server.Forking;

/// <summary>All devices of a forked request (RFC 3261 §16.5); it only grows.</summary>
sealed class TargetSet
{
    readonly List<Target> _targets = new(1);

    // Everybody of this preference or a higher one has been called.
    double _turn = double.PositiveInfinity;

    public List<Target> All => _targets;

    /// <summary>How many devices wait for their turn.</summary>
    public int Candidates
    {
        get
        {
            var count = 0;
            foreach (var target in _targets)
                count += target.State == TargetState.Candidate ? 1 : 0;
            return count;
        }
    }

    /// <summary>Max-Breadth of all devices that are called (RFC 5393 §5.3.2).</summary>
    public int Breadth
    {
        get
        {
            var sum = 0;
            foreach (var target in _targets)
                sum += target.IsPending ? target.Breadth : 0;
            return sum;
        }
    }

    /// <summary>Some device has the request and has not given its final response.</summary>
    public bool HasActive => _targets.Exists(static t => t.State == TargetState.Active);

    /// <summary>There is reason to wait for some device, awake or asleep.</summary>
    public bool HasPending => _targets.Exists(static t => t.IsPending);

    /// <summary>Somebody hears it ring, or is being woken to.</summary>
    public bool HasHope => _targets.Exists(static t =>
        t.State is TargetState.Active or TargetState.Sleeping && (t.IsRinging || t.WakeUp is { State: not WakeUpState.Failed }));

    /// <summary>Some branch that answered provisionally owes its final response.</summary>
    public bool HasAwaitedBranch => _targets.Exists(static t => t.Branches.Exists(static b => b.IsAwaited));

    /// <summary>No more branches may be added.</summary>
    public bool IsFull
    {
        get
        {
            var branches = 0;
            foreach (var target in _targets)
                branches += target.Branches.Count;
            return branches >= ForkPolicy.MaxBranches;
        }
    }

    public IEnumerable<Target> In(TargetState state) => _targets.Where(t => t.State == state);

    /// <summary>Those that have had the request for the whole window and said nothing; of a MESSAGE nothing final.</summary>
    public IEnumerable<Target> Silent(ForkKind kind) =>
        In(TargetState.Active).Where(target => kind == ForkKind.Message || !(target.HasAnswered || target.HasRegistered));

    public void Add(Target target) => _targets.Add(target);

    /// <summary>It is the turn of those with the highest preference among the devices that wait for theirs.</summary>
    /// <param name="ofAll">It is everybody's.</param>
    /// <returns>How many they are.</returns>
    public int BeginTurn(bool ofAll)
    {
        var (highest, count) = (double.NegativeInfinity, 0);
        foreach (var target in _targets)
        {
            if (target.State != TargetState.Candidate)
                continue;
            count = ofAll || target.Q == highest ? count + 1 : target.Q > highest ? 1 : count;
            highest = Math.Max(highest, target.Q);
        }
        _turn = ofAll ? double.NegativeInfinity : highest;
        return count;
    }

    /// <summary>Whether it waits to be called now.</summary>
    public bool IsTurnOf(Target target) => target.State == TargetState.Candidate && target.Q >= _turn;

    /// <summary>The target of a device; null when it is new.</summary>
    public Target? Find(Binding binding) =>
        _targets.Find(t => t.Binding?.Id == binding.Id)
        ?? _targets.Find(t => t.IsOfDevice(binding))
        ?? _targets.Find(t => t.Binding is { } older && RegisterRules.TakesToken(binding, older));
}
