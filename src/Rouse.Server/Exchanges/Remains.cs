using System.Runtime.InteropServices;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>What a late response on a branch of an ended exchange is answered with.</summary>
enum BranchRemains : byte
{
    /// <summary>It is absorbed.</summary>
    Nothing,

    /// <summary>A 2xx goes to the caller once more (RFC 6026 §7.2, Accepted).</summary>
    Forwards,

    /// <summary>A final response of 300 or above is acknowledged once more (RFC 3261 §17.1.1.2, Completed).</summary>
    Acknowledges,
}

/// <summary>The server transaction of an ended exchange.</summary>
/// <param name="IsAccepted">An INVITE that got a 2xx: its ACK is not ours (RFC 6026 §7.1).</param>
/// <param name="Response">What the request is answered with again; null where it is absorbed.</param>
readonly record struct EndedCaller(bool IsAccepted, byte[]? Response);

/// <summary>The client transaction of an ended exchange.</summary>
/// <param name="Remains">What is done with a late response.</param>
/// <param name="Caller">Where forwarded ones go.</param>
/// <param name="Flow">The caller's, or where the ACK goes.</param>
/// <param name="Ack">As it was sent.</param>
readonly record struct EndedBranch(BranchRemains Remains, CallerPath Caller, FlowAddress Flow, byte[]? Ack);

/// <summary>
/// The bytes to which an exchange shrinks when nothing but absorbing and repeating is left: <see cref="Head"/>, the response, the caller's
/// path where 2xx are forwarded, then each branch that does something.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct Head
{
    /// <summary>Of the whole entry, this included.</summary>
    public int Length { get; init; }

    public int ResponseLength { get; init; }

    public TransactionKey Key { get; init; }

    public long Id { get; init; }

    /// <summary>Timestamp at which the server transaction ends.</summary>
    public long CallerUntil { get; init; }

    /// <summary>Timestamp at which the last client transaction ends.</summary>
    public long BranchesUntil { get; init; }

    public short Branches { get; init; }

    public bool IsAccepted { get; init; }

    public bool HasPath { get; init; }

    public long Until => Math.Max(CallerUntil, BranchesUntil);
}

/// <summary>What precedes the flow and the ACK of a branch.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct BranchHead(long Until, int AckLength, short Index, BranchRemains Remains);

/// <summary>The caller's path in an entry.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct PathPart(CallerPath Path, FlowAddress Flow);
