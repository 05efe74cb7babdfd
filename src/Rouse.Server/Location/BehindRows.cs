namespace Rouse.Server.Location;

/// <summary>Rows of one stripe that are written without anybody waiting for them.</summary>
sealed class BehindRows : JournalEntry
{
    readonly LocationStripe _stripe;

    BehindRows(LocationStripe stripe, IReadOnlyList<BindingRow> rows)
        : base(rows) => _stripe = stripe;

    /// <summary>
    /// What is behind, but for AORs whose changes wait for the disk; null for nothing. With the stripe's lock held, as until it is taken.
    /// </summary>
    public static BehindRows? Of(LocationStripe stripe, BindingLease lease)
    {
        if (stripe.Behind is not { Count: > 0 } behind)
            return null;
        var rows = new List<BindingRow>(behind.Count);
        foreach (var key in behind)
        {
            if (stripe.PendingOf(key.Aor) != null)
                continue;
            var binding = DurableContent.Find(stripe.Get(key.Aor).Bindings, key.Identity);
            rows.Add(new BindingRow(key, binding, binding == null ? 0 : lease.KeepUntil(binding)));
        }
        return rows.Count == 0 ? null : new BehindRows(stripe, rows);
    }

    /// <summary>The journal has it.</summary>
    public void Taken()
    {
        foreach (var row in Rows)
        {
            _stripe.Behind!.Remove(row.Key);
            // Until it is certain which one the disk has, the earlier counts.
            if (row.Binding is { } binding)
                binding.KeepUntil = Math.Min(binding.KeepUntil, row.KeepUntil);
        }
    }

    public override void Ended(bool isCommitted)
    {
        lock (_stripe.Lock)
        {
            foreach (var row in Rows)
            {
                if (!isCommitted)
                    _stripe.Behind!.Add(row.Key);
                else if (row.Binding is { } binding)
                    binding.KeepUntil = row.KeepUntil;
            }
        }
    }
}
