using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// What of a change must be on the disk before it is answered: whatever it takes to reach the phone after a restart. Time within the lease
/// and the flow can follow later.
/// </summary>
static class DurableContent
{
    /// <summary>Whether the step from one state to the next must be on the disk before it is answered.</summary>
    public static bool IsChanged(Binding[] before, Binding[] after, long now)
    {
        foreach (var binding in after)
        {
            if (!Holds(before, binding) && (Find(before, binding.Identity) is not { } older || !CoversAll(older, binding)))
                return true;
        }
        foreach (var binding in before)
        {
            if (binding.EndsAt > now && Find(after, binding.Identity) == null)
                return true;
        }
        return false;
    }

    /// <summary>The rows that change between two states; what is written anew gets its lease.</summary>
    public static List<BindingRow> Rows(Binding[] before, Binding[] after, BindingLease lease)
    {
        var rows = new List<BindingRow>();
        foreach (var binding in after)
        {
            if (Holds(before, binding))
                continue;
            binding.KeepUntil = lease.KeepUntil(binding);
            rows.Add(new BindingRow(BindingKey.Of(binding), binding, binding.KeepUntil));
        }
        foreach (var binding in before)
        {
            if (Find(after, binding.Identity) == null)
                rows.Add(new BindingRow(BindingKey.Of(binding), null, 0));
        }
        return rows;
    }

    /// <summary>
    /// A change that need not wait: the new bindings take over the rows of the old ones. Gives what is to be written when there is time.
    /// </summary>
    public static void TakeOver(Binding[] before, Binding[] after, BindingLease lease, HashSet<BindingKey> behind)
    {
        foreach (var binding in after)
        {
            if (Holds(before, binding) || Find(before, binding.Identity) is not { } older)
                continue;
            binding.KeepUntil = older.KeepUntil;
            if (lease.IsDue(binding) || !HasSameFlow(older, binding) || older.GruuMark != binding.GruuMark)
                behind.Add(BindingKey.Of(binding));
        }
        foreach (var binding in before)
        {
            if (Find(after, binding.Identity) == null)
                behind.Add(BindingKey.Of(binding));
        }
    }

    public static Binding? Find(Binding[] bindings, BindingIdentity identity)
    {
        foreach (var binding in bindings)
        {
            if (binding.Identity == identity)
                return binding;
        }
        return null;
    }

    public static bool Holds(Binding[] bindings, Binding binding)
    {
        foreach (var one in bindings)
        {
            if (ReferenceEquals(one, binding))
                return true;
        }
        return false;
    }

    // Whether the row of the older binding says all that counts of the newer one.
    static bool CoversAll(Binding older, Binding newer) =>
        newer.EndsAt <= older.KeepUntil && older.MessagesOnly == newer.MessagesOnly
        && older.HasPush == newer.HasPush && older.IsPushedElsewhere == newer.IsPushedElsewhere
        && older.Contact.AsSpan().SequenceEqual(newer.Contact) && older.HasSamePath(newer);

    // After a restart a connection is gone, whichever it was.
    static bool HasSameFlow(Binding older, Binding newer) =>
        older.Flow is { } one && newer.Flow is { } other
            ? one.IsSamePath(other) || (one.Transport == other.Transport && one.Transport != SipTransport.Udp)
            : older.Flow == newer.Flow;
}
