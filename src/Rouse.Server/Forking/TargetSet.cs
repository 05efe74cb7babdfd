using Rouse.Server.Location;

namespace Rouse.Server.Forking;

/// <summary>All devices of a forked request (RFC 3261 §16.5); it only grows.</summary>
sealed class TargetSet
{
    readonly List<Target> _targets = new(1);

    public List<Target> All => _targets;

    /// <summary>Some device has the request and has not given its final response.</summary>
    public bool HasActive => _targets.Exists(static t => t.State == TargetState.Active);

    /// <summary>There is reason to wait for some device, awake or asleep.</summary>
    public bool HasPending => _targets.Exists(static t => t.IsPending);

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

    /// <summary>The target of a device; null when it is new.</summary>
    public Target? Find(Binding binding) =>
        _targets.Find(t => t.Binding?.Id == binding.Id)
        ?? _targets.Find(t => t.Binding is { } older && RegisterRules.TakesToken(binding, older));
}
