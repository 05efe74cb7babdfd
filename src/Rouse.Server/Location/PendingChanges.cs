namespace Rouse.Server.Location;

/// <summary>
/// The changes of one AOR that wait for the disk, in order. What is visible is the state before the first; what the next REGISTER is
/// decided upon is the state after the last. Every member is called with the stripe's lock held.
/// </summary>
sealed class PendingChanges
{
    readonly Queue<PendingChange> _changes = new();

    /// <summary>The last one.</summary>
    public PendingChange Last { get; private set; } = null!;

    public bool IsEmpty => _changes.Count == 0;

    /// <summary>One of them failed: those behind it are decided upon what never was. Set and read on the writer's thread.</summary>
    public bool IsBroken { get; set; }

    public void Add(PendingChange change)
    {
        _changes.Enqueue(change);
        Last = change;
    }

    public void RemoveFirst() => _changes.Dequeue();

    /// <summary>Something happened to a binding meanwhile; null when it ended.</summary>
    public void Replace(Binding binding, Binding? rest)
    {
        foreach (var change in _changes)
            change.State = change.State with { Bindings = change.State.With(binding, rest) };
    }

    /// <summary>The same for each that is meant; it stays one binding in all states that have it.</summary>
    public void Replace(Func<Binding, bool> isMeant, Func<Binding, Binding> replace)
    {
        var meant = _changes.SelectMany(change => change.State.Bindings).Where(isMeant);
        foreach (var binding in new HashSet<Binding>(meant, ReferenceEqualityComparer.Instance))
            Replace(binding, replace(binding));
    }
}

/// <param name="store">Gets how it ended.</param>
/// <param name="chain">Those that wait for the same AOR.</param>
/// <param name="aor">Whose contacts change.</param>
/// <param name="decision">What was decided.</param>
/// <param name="rows">What it writes.</param>
sealed class PendingChange(
    MemoryLocationStore store, PendingChanges chain, AddressOfRecord aor, RegisterDecision decision, IReadOnlyList<BindingRow> rows)
    : JournalEntry(rows)
{
    public AddressOfRecord Aor => aor;

    public PendingChanges Chain => chain;

    /// <summary>The AOR once it is committed.</summary>
    public AorState State { get; set; } = decision.State;

    public IReadOnlyList<Binding> Appeared => decision.Appeared;

    public RegisterCommit Commit { get; } = new(RegisterResult.Of(decision));

    public override bool IsVoid => chain.IsBroken;

    public override void Ended(bool isCommitted) => store.Ended(this, isCommitted && !IsVoid);
}
