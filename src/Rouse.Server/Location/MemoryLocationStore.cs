using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// The location service in memory. An AOR lives in the stripe that its name hashes to; a change and all that it implies there happen under
/// that stripe's lock, in order of arrival. What it implies for other AORs follows after the lock is left, so that no two stripes are ever
/// locked at once.
/// </summary>
sealed class MemoryLocationStore : ILocationStore
{
    const int StripeCount = 256;

    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly RegisterLimits _limits;
    readonly FlowOwners _flowOwners = new();
    readonly LocationStripe[] _stripes;

    public MemoryLocationStore(TimeProvider time, int maxContacts, ILogger log)
    {
        _time = time;
        _log = log;
        _limits = new RegisterLimits(maxContacts, (long)(RegisterRules.Memory.TotalSeconds * time.TimestampFrequency));
        _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new LocationStripe(_flowOwners, _limits))];
    }

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

    public IEnumerable<Binding> All
    {
        get
        {
            foreach (var stripe in _stripes)
            {
                List<Binding> part;
                lock (stripe.Lock)
                    part = stripe.Current(_time.GetTimestamp());
                foreach (var binding in part)
                    yield return binding;
            }
        }
    }

    /// <summary>UDP 5-tuples with bindings; for the leak check of tests.</summary>
    internal int Flows => _flowOwners.Count;

    /// <summary>Addresses with bindings or something remembered; for the leak check of tests.</summary>
    internal int Addresses => _stripes.Sum(static s => s.Addresses);

    public IReadOnlyList<Binding> Find(AddressOfRecord aor)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(aor)];
        Binding[] bindings;
        lock (stripe.Lock)
            bindings = stripe.Get(aor).Bindings;
        var now = _time.GetTimestamp();
        return Array.Exists(bindings, b => b.ExpiresAt <= now) ? Array.FindAll(bindings, b => b.ExpiresAt > now) : bindings;
    }

    public Binding? FindById(ulong bindingId)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(bindingId)];
        lock (stripe.Lock)
            return stripe.FindById(bindingId) is { } binding && binding.ExpiresAt > _time.GetTimestamp() ? binding : null;
    }

    public RegisterResult Apply(RegisterChange change)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(change.Aor)];
        RegisterDecision decision;
        List<ulong>? taken;
        lock (stripe.Lock)
        {
            var before = stripe.Get(change.Aor);
            decision = RegisterRules.Decide(before, change, _time.GetTimestamp(), _limits);
            taken = decision.State == before ? null : stripe.Put(change.Aor, before, decision.State);
        }
        return new(decision.Outcome, decision.State.Bindings, decision.Appeared)
        {
            Added = decision.Added,
            Removed = taken == null ? decision.Removed : [.. decision.Removed, .. Displace(taken, decision.Appeared)],
        };
    }

    public void TokenDied(ulong bindingId, long receiveNumber)
    {
        var stripe = _stripes[BindingIdentity.StripeOf(bindingId)];
        lock (stripe.Lock)
        {
            if (stripe.FindById(bindingId) is { HasPush: true } binding && binding.ReceiveNumber <= receiveNumber)
                stripe.Put(binding, binding.HasFlow ? binding with { HasPush = false, CanBePushed = false } : null);
        }
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
                foreach (var binding in stripe.Current(_time.GetTimestamp()).Where(binding => canBePushed(binding) != binding.CanBePushed))
                {
                    stripe.Put(binding, binding with { CanBePushed = !binding.CanBePushed });
                    changed++;
                }
            }
        }
        return changed;
    }

    /// <summary>Removes what has ended and releases its flows; to be called by a timer, a second or more apart.</summary>
    public void Sweep()
    {
        var ended = new List<Binding>();
        foreach (var stripe in _stripes)
        {
            lock (stripe.Lock)
                stripe.Sweep(_time.GetTimestamp(), ended);
        }
        foreach (var binding in ended)
            Log.Expired(_log, binding.Aor);
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
