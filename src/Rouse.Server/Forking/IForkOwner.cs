using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// Timers of a fork; <see cref="C"/>, <see cref="CancelWait"/> and <see cref="NextPlace"/> run per branch,
/// <see cref="Duplicate"/> per target.
/// </summary>
enum ForkTimer : byte
{
    Window,
    FinalsWait,
    Duplicate,
    C,
    CancelWait,
    Group,
    Urgent,
    NextPlace,
}

/// <summary>Why a branch ends without a response.</summary>
enum BranchFailure : byte
{
    /// <summary>The flow closed or could not take the request.</summary>
    Transport,

    /// <summary>Timer B or F: no final response, in an INVITE no response at all.</summary>
    NoResponse,

    /// <summary>No datagram holds the request; it will not fit later either.</summary>
    TooLarge,
}

/// <summary>What a fork asks of the exchange that it decides for.</summary>
interface IForkOwner
{
    /// <summary>Sends the request over the branch's flow.</summary>
    void Start(Branch branch);

    /// <summary>Plans or sends the push for a new target, sets <see cref="Target.WakeUp"/>.</summary>
    void Prepare(Target target);

    /// <summary>Sends a planned push now.</summary>
    void Wake(Target target);

    /// <summary>Sends the request on the same branch once more, where the transport does not do that itself.</summary>
    void Repeat(Branch branch);

    /// <summary>Whether the device is still bound; one that logged out is neither waited for nor pushed.</summary>
    bool IsRegistered(Target target);

    /// <summary>Whether the device is in another call through us now.</summary>
    bool IsInDialog(Target target);

    /// <summary>Tells the device by a push that the call is over.</summary>
    void PushCancel(Target target);

    /// <summary>Sends CANCEL, at once or after the first provisional response.</summary>
    void Cancel(Branch branch, CancelReason reason);

    /// <summary>Ends the transaction of a branch that never gave its final response.</summary>
    void Abandon(Branch branch);

    /// <summary>Sends a response of a branch to the caller.</summary>
    /// <param name="branch">Where it came from.</param>
    /// <param name="response">As it came.</param>
    /// <param name="alsoAsking">Others whose challenges the caller must meet, too (RFC 3261 §16.7 step 7).</param>
    void Forward(Branch branch, SipResponse response, IReadOnlyList<SipResponse>? alsoAsking = null);

    /// <summary>
    /// Whom a redirection names, so that they can be called in place of <paramref name="target"/>; empty where the caller must follow it.
    /// </summary>
    IReadOnlyList<Target> Redirect(Target target, SipResponse response);

    /// <summary>Answers the caller ourselves.</summary>
    void Respond(int status, string phrase);

    /// <summary>No final response may be sent (RFC 4320): the caller's transaction just ends.</summary>
    void EndSilently();

    /// <summary>A 2xx that nobody waits for any more: ACK and BYE.</summary>
    void HangUp(Branch branch, SipResponse response);

    void StartTimer(ForkTimer timer, object? subject, TimeSpan after);

    void StopTimer(ForkTimer timer, object? subject);

    Branch NewBranch(Target target);

    /// <summary>Something for the timeline.</summary>
    void Step(StepKind kind, Target? target = null, int status = 0, object? detail = null);
}
