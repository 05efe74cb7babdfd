using Rouse.Server.Collections;

namespace Rouse.Server.Location;

/// <summary>The AORs of one stripe and their bindings by id, under one lock; every member is called with <see cref="Lock"/> held.</summary>
sealed class LocationStripe(FlowOwners flowOwners, RegisterLimits limits, bool isDurable)
{
    // An AOR's one binding, which is nearly all that there is to know of it, or its AorEntry.
    readonly ReferenceTable<AddressOfRecord, object, AorEntry.ByAor> _states = new();
    readonly ReferenceTable<ulong, Binding, ById> _byId = new();
    readonly Dictionary<AddressOfRecord, PendingChanges> _pending = [];

    public readonly Lock Lock = new();

    long _sweptAt = long.MinValue;

    /// <summary>No registration or binding ends, and no AOR is forgotten, before this timestamp.</summary>
    public long Due { get; private set; } = long.MaxValue;

    public int Addresses => _states.Count;

    /// <summary>Rows that may differ from what is in memory, to be written when there is time; null when there are none.</summary>
    public HashSet<BindingKey>? Behind { get; } = isDurable ? [] : null;

    /// <summary>Rows of an AOR that may be on the disk still, though none of these bindings is theirs.</summary>
    public IEnumerable<BindingKey> RowsWithout(AddressOfRecord aor, Binding[] bindings) =>
        Behind!.Where(key => key.Aor == aor && DurableContent.Find(bindings, key.Identity) == null);

    public AorState Get(AddressOfRecord aor) => AorEntry.StateOf(_states.Find(aor));

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

    public Binding? FindById(ulong id) => _byId.Find(id);

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
            _states.Set(AorEntry.Of(aor, after));
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

    public int Count(long now) => now < Due ? _byId.Count : Current(now).Count;

    /// <summary>The bindings that have not ended.</summary>
    public List<Binding> Current(long now) =>
        [.. _states.ToList().SelectMany(static entry => AorEntry.StateOf(entry).Bindings).Where(binding => binding.EndsAt > now)];

    /// <summary>
    /// Drops what has ended by <paramref name="now"/>; adds what is no longer registered, each once, to <paramref name="expired"/>.
    /// </summary>
    public void Sweep(long now, List<Binding> expired)
    {
        var since = _sweptAt;
        _sweptAt = now;
        if (now < Due)
            return;
        Due = long.MaxValue;
        foreach (var entry in _states.ToList())
        {
            var (aor, before) = (AorEntry.AorOf(entry), AorEntry.StateOf(entry));
            Expire(before.Bindings, since, now, expired);
            var after = RegisterRules.Current(before, now, limits);
            if (after != before)
                Put(aor, before, after);
            else
                Due = Math.Min(Due, DueOf(after));
        }
    }

    void Expire(Binding[] bindings, long since, long now, List<Binding> expired)
    {
        foreach (var binding in bindings)
        {
            // What is kept for MESSAGEs was told when its registration ended.
            if (binding.ExpiresAt <= now && (binding.ExpiresAt > since || binding.MessagesOnly == 0))
                expired.Add(binding);
            if (binding.EndsAt <= now)
                Behind?.Add(BindingKey.Of(binding));
        }
    }

    // What is remembered of an AOR with bindings can wait until one of them ends.
    long DueOf(AorState state)
    {
        var due = long.MaxValue;
        foreach (var binding in state.Bindings)
            due = Math.Min(due, binding.ExpiresAt > _sweptAt ? binding.ExpiresAt : binding.EndsAt);
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
            if (_byId.GetOrAdd(binding) is var known && known != binding && known.Identity == binding.Identity && known.Aor == binding.Aor)
                _byId.Set(binding);
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
            if (newer == null && ReferenceEquals(_byId.Find(binding.Id), binding))
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

    readonly struct ById : IKeyOf<ulong, Binding>
    {
        public static ulong KeyOf(Binding element) => element.Id;

        // It is a hash; its upper byte is that of the stripe.
        public static uint HashOf(ulong key) => (uint)key;
    }
}
