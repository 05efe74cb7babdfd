namespace Rouse.Server.Location;

/// <summary>What is known of one address of record.</summary>
/// <param name="Bindings">Best q first, then newest first.</param>
/// <param name="Recent">REGISTERs of the last 33 s that no binding remembers, oldest first.</param>
readonly record struct AorState(Binding[] Bindings, RegisterTrace[] Recent)
{
    public static readonly AorState Empty = new([], []);

    /// <summary>Best q first, then newest first.</summary>
    public static int Compare(Binding a, Binding b) => a.Q != b.Q ? b.Q.CompareTo(a.Q) : b.ReceiveNumber.CompareTo(a.ReceiveNumber);

    public bool IsEmpty => Bindings.Length == 0 && Recent.Length == 0;

    /// <summary>The bindings with one replaced by what remains of it.</summary>
    public Binding[] With(Binding binding, Binding? rest) => rest == null
        ? Array.FindAll(Bindings, b => !ReferenceEquals(b, binding))
        : Array.ConvertAll(Bindings, b => ReferenceEquals(b, binding) ? rest : b);
}

/// <summary>A REGISTER that can still be repeated or overtaken on its way, but whose binding was removed or replaced.</summary>
/// <param name="CallIdHash">See <see cref="RegisterChange.CallIdHash"/>.</param>
/// <param name="CSeq">Its CSeq.</param>
/// <param name="BranchHash">See <see cref="RegisterChange.BranchHash"/>.</param>
/// <param name="ContentHash">See <see cref="RegisterChange.ContentHash"/>.</param>
/// <param name="ReceiveNumber">Of the REGISTER that removed, where one did; else its own.</param>
/// <param name="At">Timestamp from which the 33 s count.</param>
/// <param name="Removal">What was removed; <see cref="RemovedContacts.None"/> when its binding was only replaced.</param>
readonly record struct RegisterTrace(
    ulong CallIdHash, long CSeq, ulong BranchHash, ulong ContentHash, long ReceiveNumber, long At, RemovedContacts Removal);

static class RegisterTraces
{
    /// <summary>With one more, unless it is old or known. Bounded, because every REGISTER may bring a new Call-ID.</summary>
    public static RegisterTrace[] With(this RegisterTrace[] recent, RegisterTrace trace, long now, RegisterLimits limits)
    {
        if (now - trace.At > limits.Memory || recent.Contains(trace))
            return recent;
        var kept = recent.AsSpan(recent.Length < 2 * limits.MaxContacts ? 0 : 1);
        return [.. kept, trace];
    }
}

/// <summary>Which contacts a REGISTER removed: none, one identity, or all (<c>*</c>).</summary>
sealed record RemovedContacts(bool All, BindingIdentity? One)
{
    public static readonly RemovedContacts None = new(false, null);

    public static readonly RemovedContacts Every = new(true, null);

    public static RemovedContacts Of(BindingIdentity identity) => new(false, identity);

    public bool Contains(BindingIdentity identity) => All || One == identity;
}

/// <param name="MaxContacts">Bindings that one AOR may have; the oldest goes.</param>
/// <param name="Memory">
/// How long a REGISTER is remembered, as a difference of timestamps: <see cref="RegisterRules.Memory"/> in the clock's unit.
/// </param>
readonly record struct RegisterLimits(int MaxContacts, long Memory);

/// <param name="Outcome">What to answer.</param>
/// <param name="State">The AOR from now on; changed even when nothing was applied, because what has ended is dropped.</param>
/// <param name="Appeared">What the REGISTER bound or refreshed.</param>
/// <param name="Added">The part of <paramref name="Appeared"/> that was not bound before.</param>
/// <param name="Removed">What was bound before, had not ended, and is no more.</param>
readonly record struct RegisterDecision(
    RegisterOutcome Outcome, AorState State, IReadOnlyList<Binding> Appeared, IReadOnlyList<Binding> Added, IReadOnlyList<Binding> Removed);
