using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// What one REGISTER does to its address of record (RFC 3261 §10.3 steps 6 and 7), all of it or nothing. Pure: state, change and time in,
/// decision out.
/// <para>
/// Order of one Call-ID. A higher CSeq applies. An equal one is the same request when branch or content is equal (a retransmission, or sent
/// anew because the 200 was lost) – unless it comes on another flow than the one that is bound, for then the phone has moved; another
/// branch with other content applies, because some clients un-REGISTER with the CSeq of their REGISTER. A lower one is out of order while a
/// message can still be on its way, 33 s after the last change; later it is a phone that was started again and has a fixed Call-ID.
/// </para>
/// <para>
/// After a removal the same 33 s protect the one who logged out: an equal or lower CSeq of that Call-ID that would bind again what was
/// removed is answered and not applied, whatever its branch and content, since a REGISTER overtaken by its un-REGISTER looks just like
/// that. Contacts that were not removed follow the normal rule.
/// </para>
/// <para>
/// Order of different Call-IDs is the order of arrival: what was received before the REGISTER that bound or removed the same identity is
/// answered, not applied.
/// </para>
/// </summary>
static class RegisterRules
{
    /// <summary>64*T1, the life of a request (RFC 3261 §17.1.2.2 Timer F), and a second for the way.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(33);

    /// <summary>Of a host name, 253 (RFC 1035 §2.3.4), and its port.</summary>
    const int LongestAddress = 260;

    public static RegisterDecision Decide(AorState state, RegisterChange change, long now, RegisterLimits limits)
    {
        state = Current(state, now, limits);
        if (IsOvertaken(state, change))
            return Unchanged(RegisterOutcome.AlreadyApplied, state);
        if (LastOf(change.CallIdHash, state, now, limits) is { } last && change.CSeq <= last.CSeq)
        {
            if (BindsRemoved(state, change) || (change.CSeq == last.CSeq && IsSameRequest(last, state, change)))
                return Unchanged(RegisterOutcome.AlreadyApplied, state);
            if (change.CSeq < last.CSeq)
                return Unchanged(RegisterOutcome.OutOfOrder, state);
        }
        return RegisterRefresh.Decide(state, change, now, limits) ?? new RegisterUpdate(state, change, now, limits).Run();
    }

    /// <summary>The state without what has ended by <paramref name="now"/>.</summary>
    public static AorState Current(AorState state, long now, RegisterLimits limits)
    {
        var recent = state.Recent;
        foreach (var trace in recent)
        {
            if (now - trace.At > limits.Memory)
                return new AorState(Current(state.Bindings, now), Without(recent, now - limits.Memory));
        }
        var bindings = Current(state.Bindings, now);
        return ReferenceEquals(bindings, state.Bindings) ? state : new AorState(bindings, recent);
    }

    /// <summary>The same bindings if none of them has ended by <paramref name="now"/>, else the others.</summary>
    public static Binding[] Current(Binding[] bindings, long now)
    {
        foreach (var binding in bindings)
        {
            if (binding.EndsAt <= now)
                return StillBound(bindings, now);
        }
        return bindings;
    }

    static Binding[] StillBound(Binding[] bindings, long now) => Array.FindAll(bindings, b => b.EndsAt > now);

    /// <summary>The same bindings if all of them are registered at <paramref name="now"/>, else those that are.</summary>
    public static Binding[] Registered(Binding[] bindings, long now)
    {
        foreach (var binding in bindings)
        {
            if (binding.ExpiresAt <= now)
                return StillRegistered(bindings, now);
        }
        return bindings;
    }

    static Binding[] StillRegistered(Binding[] bindings, long now) => Array.FindAll(bindings, b => b.ExpiresAt > now);

    static RegisterTrace[] Without(RegisterTrace[] recent, long before) => Array.FindAll(recent, t => t.At >= before);

    /// <summary>
    /// Whether a binding on a UDP 5-tuple now speaks for another phone than <paramref name="older"/>, which had it before: the instances
    /// differ, or only one names its own, or neither does and their Contacts have different addresses. Several AORs of one phone share a
    /// flow. Behind an edge proxy (RFC 3327) the 5-tuple is the proxy's and says nothing.
    /// </summary>
    public static bool TakesFlow(Binding newer, Binding older) =>
        newer.ReceiveNumber > older.ReceiveNumber && IsOwnPath(newer) && IsOwnPath(older) && older.Flow!.IsSamePath(newer.Flow!)
        && AreTwoPhones(newer, older);

    /// <summary>
    /// What tells the phones of a 5-tuple apart, as a hash: the instance, or the address in a Contact that came from the phone itself; 0
    /// where there is nothing.
    /// </summary>
    public static ulong DeviceOf(Binding binding)
    {
        if (binding.Identity.Instance is { } instance)
            return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(instance.AsSpan()));
        var address = binding.IsFirstHop ? binding.Uri.HostPort.Span : default;
        Span<byte> lower = stackalloc byte[LongestAddress];
        return address.IsEmpty || Ascii.ToLower(address, lower, out var length) != OperationStatus.Done
            ? 0
            : XxHash3.HashToUInt64(lower[..length]);
    }

    static bool AreTwoPhones(Binding one, Binding other) => one.Identity.Instance != other.Identity.Instance
        || (one.Identity.Instance == null && DeviceOf(one) is not 0 and var device && DeviceOf(other) is not 0 and var another
            && device != another);

    /// <summary>Whether its flow is a UDP 5-tuple of the phone itself.</summary>
    public static bool IsOwnPath(Binding binding) => binding is { Flow.Transport: SipTransport.Udp, Path.Count: 0 };

    /// <summary>
    /// What remains of a binding whose flow was taken: it goes, but a phone that can be woken is only asleep – unless the new one has its
    /// token, so that it is the same device.
    /// </summary>
    public static Binding? WithoutFlow(Binding older, Binding newer) =>
        older.CanBePushed && !HaveOneToken(older, newer) ? older with { Flow = null } : null;

    /// <summary>
    /// Whether the app was installed again, or another app took the token over: the older instance will never answer. Two flows of one
    /// instance share theirs.
    /// </summary>
    public static bool TakesToken(Binding newer, Binding older) =>
        (older.Identity.Instance == null || older.Identity.Instance != newer.Identity.Instance) && HaveOneToken(older, newer);

    public static bool HaveOneToken(Binding a, Binding b) =>
        a.Push is { } one && b.Push is { } other && PushParameters.SameDevice(one, other);

    /// <summary>
    /// Whether the binding that a REGISTER makes says all there is to know of the one that made <paramref name="older"/>: with the same
    /// Call-ID and a higher CSeq it does.
    /// </summary>
    public static bool SaysAll(RegisterChange change, Binding older) => older.ReceiveNumber == change.ReceiveNumber
        || (older.CallIdHash == change.CallIdHash && older.CSeq != change.CSeq);

    public static RegisterTrace TraceOf(Binding binding) => new(
        binding.CallIdHash, binding.CSeq, binding.BranchHash, binding.ContentHash,
        binding.ReceiveNumber, binding.RegisteredAt, RemovedContacts.None);

    static RegisterDecision Unchanged(RegisterOutcome outcome, AorState state) => new(outcome, state, [], [], []);

    // Received before the REGISTER that decided about one of its contacts.
    static bool IsOvertaken(AorState state, RegisterChange change)
    {
        foreach (var contact in change.Contacts)
        {
            var identity = contact.Binding.Identity;
            foreach (var binding in state.Bindings)
            {
                if (binding.ReceiveNumber > change.ReceiveNumber && binding.Identity == identity)
                    return true;
            }
            foreach (var trace in state.Recent)
            {
                if (trace.ReceiveNumber > change.ReceiveNumber && trace.Removal.Contains(identity))
                    return true;
            }
        }
        return false;
    }

    // The newest REGISTER of this Call-ID that is still remembered.
    static RegisterTrace? LastOf(ulong callId, AorState state, long now, RegisterLimits limits)
    {
        RegisterTrace? last = null;
        foreach (var binding in state.Bindings)
        {
            if (binding.CallIdHash != callId || now - binding.RegisteredAt > limits.Memory)
                continue;
            if (!(last?.ReceiveNumber > binding.ReceiveNumber))
                last = TraceOf(binding);
        }
        foreach (var trace in state.Recent)
        {
            if (trace.CallIdHash == callId && !(last?.ReceiveNumber > trace.ReceiveNumber))
                last = trace;
        }
        return last;
    }

    static bool BindsRemoved(AorState state, RegisterChange change)
    {
        foreach (var contact in change.Contacts)
        {
            if (!contact.Remove && Array.Exists(state.Recent, t => IsNoNewer(change, t) && t.Removal.Contains(contact.Binding.Identity)))
                return true;
        }
        return false;
    }

    // Late or again, as far as its numbers tell.
    static bool IsNoNewer(RegisterChange change, RegisterTrace trace) =>
        trace.CallIdHash == change.CallIdHash && change.CSeq <= trace.CSeq;

    // A client that uses its CSeq twice may go back to what it registered before, with a new branch; so content counts for the last one
    // only.
    static bool IsSameRequest(RegisterTrace last, AorState state, RegisterChange change) =>
        last.BranchHash == change.BranchHash || last.ContentHash == change.ContentHash
            ? !HasMoved(last, state, change)
            : Array.Exists(state.Recent, t => IsNoNewer(change, t) && t.CSeq == change.CSeq && t.BranchHash == change.BranchHash);

    static bool HasMoved(RegisterTrace last, AorState state, RegisterChange change) =>
        Array.Exists(state.Bindings, b => b.ReceiveNumber == last.ReceiveNumber && b.Flow is { } flow && !flow.IsSamePath(change.Flow));
}
