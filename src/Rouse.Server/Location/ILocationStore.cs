using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>The location service (RFC 3261 §10): bindings by address of record. Answers from memory; safe from every thread.</summary>
interface ILocationStore
{
    /// <summary>What is registered, best q first; a snapshot.</summary>
    /// <param name="aor">Whose bindings.</param>
    /// <param name="forMessage">Those too that take nothing but MESSAGEs any more.</param>
    IReadOnlyList<Binding> Find(AddressOfRecord aor, bool forMessage = false);

    /// <summary>The binding whose <see cref="Binding.Id"/> it is, registered or kept for MESSAGEs; null when it is gone.</summary>
    Binding? FindById(ulong bindingId);

    /// <summary>Whether a phone is bound on this UDP 5-tuple now.</summary>
    bool HasBindings(Flow flow);

    /// <summary>Applies one REGISTER by <see cref="RegisterRules"/>, all or nothing, in order with the other changes of its AOR.</summary>
    RegisterResult Apply(RegisterChange change);

    /// <summary>
    /// The provider said that a token will never work again, and the REGISTER that brought it is not newer than
    /// <paramref name="receiveNumber"/>: a binding with an open flow stays without push, another goes.
    /// </summary>
    void TokenDied(ulong bindingId, long receiveNumber);

    /// <summary>Bindings that have not ended.</summary>
    int Count { get; }

    /// <summary>
    /// The bindings that have not ended, in no order. Taken part by part while the caller reads, so that no REGISTER waits for all of it.
    /// </summary>
    IEnumerable<Binding> All { get; }

    /// <summary>Those of one of so many parts, for who looks at all of them over some time.</summary>
    IEnumerable<Binding> Part(int number, int parts);
}

/// <summary>One REGISTER as the location service sees it.</summary>
sealed record RegisterChange
{
    public required AddressOfRecord Aor { get; init; }

    /// <summary>Of its Call-ID, never 0: one of two users cannot gain by a collision, since only those of one AOR are compared.</summary>
    public required ulong CallIdHash { get; init; }

    public required long CSeq { get; init; }

    /// <summary>Hash of top Via branch: two REGISTERs of equal CSeq and branch are the same request.</summary>
    public required ulong BranchHash { get; init; }

    /// <summary>Hash of Contact values and Expires: equal CSeq and content is the same request sent anew.</summary>
    public required ulong ContentHash { get; init; }

    public required long ReceiveNumber { get; init; }

    public required Flow Flow { get; init; }

    /// <summary><c>Contact: *</c> with <c>Expires: 0</c>.</summary>
    public bool RemoveAll { get; init; }

    public List<ContactChange> Contacts { get; init; } = [];
}

/// <param name="Binding">What is to be bound (its CallId, CSeq, flow and receive number are those of the REGISTER).</param>
/// <param name="Remove">
/// Whether it is to be removed instead (<c>expires=0</c>); matches by instance or by the URI without <c>pn-*</c>.
/// </param>
readonly record struct ContactChange(Binding Binding, bool Remove);

enum RegisterOutcome : byte
{
    /// <summary>Applied; answer 200 with the bindings.</summary>
    Applied,

    /// <summary>A retransmission, or older than what is bound: answer 200 with the bindings, nothing changed.</summary>
    AlreadyApplied,

    /// <summary>CSeq out of order (RFC 3261 §10.3 step 7): answer 500, nothing changed.</summary>
    OutOfOrder,

    /// <summary>It must be on the disk and could not be written: answer 503 with Retry-After, nothing changed.</summary>
    NotStored,
}

/// <param name="Outcome">What to answer.</param>
/// <param name="Bindings">All bindings of the AOR after the change.</param>
/// <param name="Appeared">Those that this REGISTER bound or refreshed: held calls go to them after the 200.</param>
readonly record struct RegisterResult(RegisterOutcome Outcome, IReadOnlyList<Binding> Bindings, IReadOnlyList<Binding> Appeared)
{
    /// <summary>The part of <see cref="Appeared"/> that was not bound before.</summary>
    public IReadOnlyList<Binding> Added { get; init; } = [];

    /// <summary>
    /// What this REGISTER ended: what it removed, replaced by another device, pushed out, or took the flow of; of other AORs too.
    /// </summary>
    public IReadOnlyList<Binding> Removed { get; init; } = [];

    /// <summary>Null when the result is certain. Else the change waits for the disk, and nothing of it may be told before.</summary>
    public RegisterCommit? Commit { get; init; }

    public static RegisterResult Of(RegisterDecision decision) => new(decision.Outcome, decision.State.Bindings, decision.Appeared)
    {
        Added = decision.Added,
        Removed = decision.Removed,
    };
}
