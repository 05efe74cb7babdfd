using System.Runtime.InteropServices;

namespace Rouse.Server.Location;

/// <summary>The AORs of one stripe and their bindings by id, under one lock; every member is called with <see cref="Lock"/> held.</summary>
sealed class LocationStripe(FlowOwners flowOwners, RegisterLimits limits, bool isDurable)
{
    readonly Dictionary<AddressOfRecord, AorState> _states = [];
    readonly Dictionary<ulong, Binding> _byId = [];
    readonly Dictionary<AddressOfRecord, PendingChanges> _pending = [];

    public readonly Lock Lock = new();

    /// <summary>No binding ends, and no AOR is forgotten, before this timestamp.</summary>
    public long Due { get; private set; } = long.MaxValue;

    public int Addresses => _states.Count;

    /// <summary>Rows that may differ from what is in memory, to be written when there is time; null when there are none.</summary>
    public HashSet<BindingKey>? Behind { get; } = isDurable ? [] : null;

    public AorState Get(AddressOfRecord aor) => _states.TryGetValue(aor, out var state) ? state : AorState.Empty;

    /// <summary>What the next REGISTER is decided upon: with all that waits for the disk.</summary>
    public AorState Latest(AddressOfRecord aor) => PendingOf(aor)?.Last.State ?? Get(aor);

    /// <summary>What waits for the disk; null for nothing.</summary>
    public PendingChanges? PendingOf(AddressOfRecord aor) =>
        _pending.Count > 0 && _pending.TryGetValue(aor, out var pending) ? pending : null;

    public void Pend(PendingChange change)
    {
        change.Chain.Add(change);
        _pending[change.Aor] = change.Chain;
    }

    /// <summary>
    /// The first change of an AOR became its state; gives what <see cref="Put(AddressOfRecord, AorState, AorState)"/> gives.
    /// </summary>
    public List<ulong>? Commit(PendingChange change)
    {
        change.Chain.RemoveFirst();
        if (change.Chain.IsEmpty)
            _pending.Remove(change.Aor);
        return Put(change.Aor, Get(change.Aor), change.State);
    }

    /// <summary>
    /// It never was, nor all that was decided after it; should the disk think otherwise, its rows are written again.
    /// </summary>
    public void Revert(PendingChange change)
    {
        if (!change.Chain.IsBroken)
            _pending.Remove(change.Aor);
        change.Chain.IsBroken = true;
        foreach (var row in change.Rows)
            Behind?.Add(row.Key);
    }

    public Binding? FindById(ulong id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Replaces the state of an AOR; gives the ids of other devices' bindings whose UDP 5-tuple was taken over, null for none.
    /// </summary>
    public List<ulong>? Put(AddressOfRecord aor, AorState before, AorState after)
    {
        var taken = Enter(after.Bindings, before.Bindings);
        Leave(before.Bindings, after.Bindings);
        if (after.IsEmpty)
            _states.Remove(aor);
        else
            CollectionsMarshal.GetValueRefOrAddDefault(_states, aor, out _) = after;
        Due = Math.Min(Due, DueOf(after));
        return taken;
    }

    /// <summary>Replaces one binding by what remains of it.</summary>
    public void Put(Binding binding, Binding? rest)
    {
        var before = Get(binding.Aor);
        PendingOf(binding.Aor)?.Replace(binding, rest);
        Put(binding.Aor, before, before with { Bindings = before.With(binding, rest) });
        Behind?.Add(BindingKey.Of(binding));
    }

    /// <summary>Replaces bindings that wait for the disk; those that are bound already have been.</summary>
    public void ReplacePending(Func<Binding, bool> isMeant, Func<Binding, Binding> replace)
    {
        foreach (var chain in _pending.Values)
            chain.Replace(isMeant, replace);
    }

    public int Count(long now) => now < Due ? _byId.Count : _states.Values.Sum(s => s.Bindings.Count(b => b.ExpiresAt > now));

    /// <summary>The bindings that have not ended.</summary>
    public List<Binding> Current(long now) => [.. _states.Values.SelectMany(s => s.Bindings).Where(b => b.ExpiresAt > now)];

    /// <summary>Drops what has ended by <paramref name="now"/> and adds it to <paramref name="ended"/>.</summary>
    public void Sweep(long now, List<Binding> ended)
    {
        if (now < Due)
            return;
        Due = long.MaxValue;
        foreach (var (aor, before) in _states.ToArray())
        {
            var after = RegisterRules.Current(before, now, limits);
            if (after.Bindings.Length < before.Bindings.Length)
                Expire(before.Bindings, now, ended);
            if (after != before)
                Put(aor, before, after);
            else
                Due = Math.Min(Due, DueOf(after));
        }
    }

    void Expire(Binding[] bindings, long now, List<Binding> ended)
    {
        foreach (var binding in bindings)
        {
            if (binding.ExpiresAt > now)
                continue;
            ended.Add(binding);
            Behind?.Add(BindingKey.Of(binding));
        }
    }

    // What is remembered of an AOR with bindings can wait until one of them ends.
    long DueOf(AorState state)
    {
        var due = long.MaxValue;
        foreach (var binding in state.Bindings)
            due = Math.Min(due, binding.ExpiresAt);
        if (state.Bindings.Length == 0)
        {
            foreach (var trace in state.Recent)
                due = Math.Min(due, trace.At + limits.Memory + 1);
        }
        return due;
    }

    List<ulong>? Enter(Binding[] bindings, Binding[] before)
    {
        List<ulong>? taken = null;
        foreach (var binding in bindings)
        {
            if (DurableContent.Holds(before, binding))
                continue;
            if (!StaysOnFlow(binding, before))
                binding.Flow?.Retain();
            // Of two names that collide the first stays: a dialog of one phone must never reach the other.
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, binding.Id, out _);
            if (known == null || (known.Identity == binding.Identity && known.Aor == binding.Aor))
                known = binding;
            if (RegisterRules.IsOwnPath(binding) && flowOwners.Enter(binding) is { } others)
                taken = taken == null ? others : [.. taken, .. others];
        }
        return taken;
    }

    void Leave(Binding[] bindings, Binding[] after)
    {
        foreach (var binding in bindings)
        {
            if (DurableContent.Holds(after, binding))
                continue;
            var newer = DurableContent.Find(after, binding.Identity);
            if (newer == null && _byId.TryGetValue(binding.Id, out var current) && ReferenceEquals(current, binding))
                _byId.Remove(binding.Id);
            if (RegisterRules.IsOwnPath(binding) && (newer == null || !StaysOnPath(binding, newer)))
                flowOwners.Leave(binding);
            if (newer?.Flow != binding.Flow)
                binding.Flow?.Release();
        }
    }

    static bool StaysOnFlow(Binding binding, Binding[] before) => DurableContent.Find(before, binding.Identity)?.Flow == binding.Flow;

    static bool StaysOnPath(Binding before, Binding after) =>
        RegisterRules.IsOwnPath(after) && after.Flow!.IsSamePath(before.Flow!)
        && RegisterRules.DeviceOf(after) == RegisterRules.DeviceOf(before);
}
