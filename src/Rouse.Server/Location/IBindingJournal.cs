namespace Rouse.Server.Location;

/// <summary>Keeps bindings beyond the end of the process. What is appended is written in that order.</summary>
interface IBindingJournal
{
    /// <summary>Whether it is so far behind that a change which would have to wait is better refused.</summary>
    bool IsOverloaded { get; }

    /// <summary>Takes an entry; false when it cannot, and then the entry is told nothing. Never blocks; called with locks held.</summary>
    bool TryAppend(JournalEntry entry);
}

/// <summary>Rows that are written together or not at all.</summary>
abstract class JournalEntry(IReadOnlyList<BindingRow> rows)
{
    public IReadOnlyList<BindingRow> Rows => rows;

    /// <summary>
    /// Whether it must not be written any more, because it builds upon one that failed. Asked on the thread that calls
    /// <see cref="Ended"/>.
    /// </summary>
    public virtual bool IsVoid => false;

    /// <summary>All of it is written, or nothing. In the order of the appends.</summary>
    public abstract void Ended(bool isCommitted);
}

/// <summary>The row of a binding from now on.</summary>
/// <param name="Key">Which row.</param>
/// <param name="Binding">What it holds; null removes it.</param>
/// <param name="KeepUntil">See <see cref="Location.Binding.KeepUntil"/>.</param>
readonly record struct BindingRow(BindingKey Key, Binding? Binding, long KeepUntil);

/// <summary>What a row is found by: not the 64-bit id, for two of those may collide.</summary>
readonly record struct BindingKey(AddressOfRecord Aor, BindingIdentity Identity)
{
    public static BindingKey Of(Binding binding) => new(binding.Aor, binding.Identity);
}
