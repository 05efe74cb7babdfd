using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// The location service in memory. An AOR lives in the stripe that its name hashes to; a change and all that it implies there happen under
/// that stripe's lock, in order of arrival. What it implies for other AORs follows after the lock is left, so that no two stripes are ever
/// locked at once.
/// <para>
/// With a journal it is durable. What must be on the disk before it is answered becomes visible when it is there (<see
/// cref="PendingChanges"/>); all else is visible at once, and its row follows (<see cref="WriteBehind"/>).
/// </para>
/// </summary>
sealed class MemoryLocationStore : ILocationStore
{
    const int StripeCount = 256;

    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly RegisterLimits _limits;
    readonly FlowOwners _flowOwners = new();
    readonly BindingLease _lease;
    readonly IBindingJournal? _journal;
    readonly LocationStripe[] _stripes;

    /// <param name="time">Clock of the bindings.</param>
    /// <param name="maxContacts">Bindings of one AOR.</param>
    /// <param name="log">One line for each binding that expires.</param>
    /// <param name="journal">Null keeps everything in memory alone.</param>
    public MemoryLocationStore(TimeProvider time, int maxContacts, ILogger log, IBindingJournal? journal = null)
    {
        _time = time;
        _log = log;
        _journal = journal;
        _lease = new BindingLease(time.TimestampFrequency);
        _limits = new RegisterLimits(maxContacts, (long)(RegisterRules.Memory.TotalSeconds * time.TimestampFrequency));
        _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new LocationStripe(_flowOwners, _limits, journal != null))];
    }

    /// <summary>Is told of what ends without a REGISTER; null: nobody is.</summary>
    public LocationWatches? Watches { get; init; }

    public bool HasBindings(Flow flow) => _flowOwners.Has(flow);

    public int Count
    {
        get
        {
            var now = _time.GetTimestamp();
            var count = 0;
            foreach (var stripe in _stripes)
            {
                lock (stripe.Lock)
                    count += stripe.Count(now);
            }
            return count;
        }
    }

    public IEnumerable<Binding> All => Part(0, 1);

    public IEnumerable<Binding> Part(int number, int parts)
    {
        for (var i = number; i < _stripes.Length; i += parts)
        {
            var stripe = _stripes[i];
            List<Binding> part;
            lock (stripe.Lock)
                part = stripe.Current(_time.GetTimestamp());
            foreach (var binding in part)
                yield return binding;
        }
    }

    /// <summary>UDP 5-tuples with bindings; for the leak check of tests.</summary>
    internal int Flows => _flowOwners.Count;

    /// <summary>Addresses with bindings or something remembered; for the leak check of tests.</summary>
    internal int Addresses => _stripes.Sum(static s => s.Addresses);

    public IReadOnlyList<Binding> Find(AddressOfRecord aor, bool forMessage = false)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(aor)];
        Binding[] bindings;
        lock (stripe.Lock)
            bindings = stripe.Get(aor).Bindings;
        var now = _time.GetTimestamp();
        return forMessage ? RegisterRules.Current(bindings, now) : RegisterRules.Registered(bindings, now);
    }

    public Binding? FindById(ulong bindingId)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(bindingId)];
        lock (stripe.Lock)
            return stripe.FindById(bindingId) is { } binding && binding.EndsAt > _time.GetTimestamp() ? binding : null;
    }

    public RegisterResult Apply(RegisterChange change)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(change.Aor)];
        RegisterDecision decision;
        List<ulong>? taken;
        lock (stripe.Lock)
        {
            var now = _time.GetTimestamp();
            var before = stripe.Latest(change.Aor);
            decision = RegisterRules.Decide(before, change, now, _limits);
            if (_journal != null && Defer(stripe, change, before, decision, now) is { } deferred)
                return deferred;
            taken = decision.State == before ? null : stripe.Put(change.Aor, before, decision.State);
        }
        var result = RegisterResult.Of(decision);
        return taken == null ? result : result with { Removed = [.. result.Removed, .. Displace(taken, decision.Appeared)] };
    }

    public void TokenDied(ulong bindingId, long receiveNumber)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(bindingId)];
        Binding? binding;
        lock (stripe.Lock)
        {
            binding = stripe.FindById(bindingId);
            if (binding is not { HasPush: true } || binding.ReceiveNumber > receiveNumber)
                return;
            stripe.Put(binding, binding.HasFlow ? binding with { HasPush = false, CanBePushed = false } : null);
        }
        Watches?.Changed(binding.Aor);
    }

    /// <summary>Other apps can be pushed now: asks again of each binding whether it can be.</summary>
    /// <returns>How many have changed.</returns>
    public int Recheck(Func<Binding, bool> canBePushed)
    {
        var changed = 0;
        foreach (var stripe in _stripes)
        {
            lock (stripe.Lock)
            {
                foreach (var binding in stripe.Current(_time.GetTimestamp()).Where(IsOutdated))
                {
                    stripe.Put(binding, Updated(binding));
                    changed++;
                }
                stripe.ReplacePending(IsOutdated, Updated);
            }
        }
        return changed;

        bool IsOutdated(Binding binding) => canBePushed(binding) != binding.CanBePushed;

        static Binding Updated(Binding binding) => binding with { CanBePushed = !binding.CanBePushed };
    }

    /// <summary>Removes what has ended and releases its flows; to be called by a timer, a second or more apart.</summary>
    public void Sweep()
    {
        var expired = new List<Binding>();
        foreach (var stripe in _stripes)
        {
            lock (stripe.Lock)
                stripe.Sweep(_time.GetTimestamp(), expired);
        }
        foreach (var binding in expired)
        {
            Log.Expired(_log, binding.Aor);
            Watches?.Changed(binding.Aor);
        }
    }

    /// <summary>What was read from the disk; all of one AOR at once, before anything registers.</summary>
    public void Restore(AddressOfRecord aor, Binding[] bindings)
    {
        if (bindings.Length > 1)
            Array.Sort(bindings, AorState.Compare);
        var stripe = _stripes[BindingIdentity.StripeOf(aor)];
        List<ulong>? taken;
        lock (stripe.Lock)
            taken = stripe.Put(aor, AorState.Empty, new AorState(bindings, []));
        if (taken != null)
            Displace(taken, bindings);
    }

    /// <summary>
    /// Brings the rows up to date that did not have to wait: leases, flows, dead tokens, what has ended. To be called by a timer, about
    /// once a second: one transaction writes them all.
    /// </summary>
    public void WriteBehind()
    {
        foreach (var stripe in _stripes)
        {
            if (_journal!.IsOverloaded)
                return;
            lock (stripe.Lock)
            {
                if (BehindRows.Of(stripe, _lease) is { } rows && _journal.TryAppend(rows))
                    rows.Taken();
            }
        }
    }

    /// <summary>A row may differ from what is in memory: it is written when there is time.</summary>
    public void Compare(BindingKey key)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(key.Aor)];
        lock (stripe.Lock)
            stripe.Behind?.Add(key);
    }

    /// <summary>A change that waited is on the disk, or was not written. On the writer's thread.</summary>
    internal void Ended(PendingChange change, bool isCommitted)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(change.Aor)];
        List<ulong>? taken = null;
        lock (stripe.Lock)
        {
            if (isCommitted)
                taken = stripe.Commit(change);
            else
                stripe.Revert(change);
        }
        change.Commit.End(isCommitted, taken == null ? [] : Displace(taken, change.Appeared));
    }

    // With the stripe's lock held; null for what is certain at once.
    RegisterResult? Defer(LocationStripe stripe, RegisterChange register, AorState before, RegisterDecision decision, long now)
    {
        var (aor, after) = (register.Aor, decision.State.Bindings);
        var pending = stripe.PendingOf(aor);
        var isApplied = decision.Outcome == RegisterOutcome.Applied;
        if (pending != null && !isApplied)
            return Repeat(pending, decision);
        // One that is not applied drops what has ended all the same.
        var isWritten = isApplied && (DurableContent.IsChanged(before.Bindings, after, now) || LeavesRows(stripe, register, after));
        if (pending == null && !isWritten)
        {
            DurableContent.TakeOver(before.Bindings, after, _lease, stripe.Behind!);
            return null;
        }
        var rows = DurableContent.Rows(before.Bindings, after, _lease);
        rows.AddRange(stripe.RowsWithout(aor, after).Where(key => !rows.Exists(row => row.Key == key))
            .Select(static key => new BindingRow(key, null, 0)).ToList());
        var change = new PendingChange(this, pending ?? new PendingChanges(), aor, decision, rows);
        if (_journal!.IsOverloaded || !_journal.TryAppend(change))
            return new RegisterResult(RegisterOutcome.NotStored, [], []);
        rows.ForEach(row => stripe.Behind!.Remove(row.Key));
        stripe.Pend(change);
        return RegisterResult.Of(decision) with { Commit = change.Commit };
    }

    // A logout that finds nothing any more must find nothing after a restart either: another phone may have taken the place a moment ago.
    static bool LeavesRows(LocationStripe stripe, RegisterChange register, Binding[] after) =>
        (register.RemoveAll || register.Contacts.Exists(static contact => contact.Remove)) && stripe.RowsWithout(register.Aor, after).Any();

    // A 200 would acknowledge what the first one waits for.
    static RegisterResult Repeat(PendingChanges pending, RegisterDecision decision)
    {
        var result = RegisterResult.Of(decision);
        if (decision.Outcome == RegisterOutcome.OutOfOrder)
            return result;
        var commit = new RegisterCommit(result);
        pending.Last.Commit.WhenEnded(last => commit.End(last.Outcome != RegisterOutcome.NotStored, []));
        return result with { Commit = commit };
    }

    // Each under its own stripe's lock, and only if it still is what the new owner of the flow displaced.
    List<Binding> Displace(List<ulong> bindingIds, IReadOnlyList<Binding> appeared)
    {
        var removed = new List<Binding>();
        foreach (var id in bindingIds)
        {
            var stripe = _stripes[BindingIdentity.StripeOf(id)];
            lock (stripe.Lock)
            {
                if (stripe.FindById(id) is not { } older)
                    continue;
                if (appeared.FirstOrDefault(b => RegisterRules.TakesFlow(b, older)) is not { } newer)
                    continue;
                var rest = RegisterRules.WithoutFlow(older, newer);
                stripe.Put(older, rest);
                if (rest == null)
                    removed.Add(older);
            }
        }
        return removed;
    }
}

static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Aor} expired")]
    public static partial void Expired(ILogger log, AddressOfRecord aor);
}
