using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// The final response that the caller will get unless a better one comes (RFC 3261 §16.7 step 6): the best of a device, else our own.
/// </summary>
sealed class FinalResponse(ForkKind kind, IForkOwner owner)
{
    (Branch Branch, SipResponse Response)? _best;
    List<SipResponse>? _challenges;
    int _status = 480;
    string _phrase = "Nobody Can Be Reached";
    bool _hasTimedOut;

    /// <summary>Whether a device has given one.</summary>
    public bool IsOfDevice => _best != null;

    /// <summary>Whether the best is one that only the caller can mend.</summary>
    public bool IsUrgent => _best is { } best && BestResponse.IsUrgent(best.Response.Status);

    /// <summary>Whether it waits for phones that sleep.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Why phones that are cancelled for it need not answer any more.</summary>
    public CancelReason Reason => _best is { } best ? CancelReason.Of(best.Response) : default;

    public void Consider(Branch branch, SipResponse response)
    {
        if (response.Status is 401 or 407)
            (_challenges ??= []).Add(response);
        // RFC 4320 §4.2: no 408 to another request than INVITE.
        if (response.Status == 408 && kind != ForkKind.Call)
            _hasTimedOut = true;
        else if (BestResponse.IsBetter(response.Status, _best?.Response.Status ?? 0))
            _best = (branch, response);
    }

    /// <summary>Why nobody can be reached; the reasons of failed branches and of the caller's CANCEL come before it.</summary>
    public void Explain(string phrase)
    {
        if (_status == 480)
            _phrase = phrase;
    }

    /// <summary>RFC 5393 §5.3.3: the request may not have as many branches as it needs.</summary>
    public void LackBreadth() => (_status, _phrase) = (440, SipStatus.Phrase(440));

    /// <param name="failure">How it ended.</param>
    /// <param name="isInDialog">To the other side of a dialog: only there a lost flow has a status of its own (RFC 5626 §11.5).</param>
    /// <param name="isOfServer">To another server: as if it had said 503, which speaks of one server only (RFC 3261 §16.9).</param>
    public void BranchFailed(BranchFailure failure, bool isInDialog, bool isOfServer = false)
    {
        if (failure == BranchFailure.NoResponse)
        {
            _hasTimedOut = true;
            (_status, _phrase) = (408, "Request Timeout");
        }
        else if (failure == BranchFailure.TooLarge)
        {
            (_status, _phrase) = (513, "Message Too Large");
        }
        else if (isOfServer)
        {
            (_status, _phrase) = (BestResponse.Upstream(503), "Server Cannot Be Reached");
        }
        else if (isInDialog)
        {
            (_status, _phrase) = (430, "Flow Failed");
        }
        else
        {
            Explain("Phone Lost Its Connection");
        }
    }

    /// <summary>The caller gave up: no device's answer counts any more.</summary>
    public void CallerCancelled()
    {
        _best = null;
        (_status, _phrase) = (487, "Request Terminated");
    }

    /// <summary>It waits from now on, unless it does already.</summary>
    public void BeginWait()
    {
        if (IsWaiting)
            return;
        IsWaiting = true;
        owner.Step(StepKind.FinalWaits, detail: ForkPolicy.FinalsWait);
        owner.StartTimer(ForkTimer.FinalsWait, null, ForkPolicy.FinalsWait);
    }

    public void StopWait()
    {
        IsWaiting = false;
        owner.StopTimer(ForkTimer.FinalsWait, null);
    }

    public void Send()
    {
        if (_best is { Response.Status: 503 } unavailable)
            owner.Respond(BestResponse.Upstream(503), IsServer(unavailable.Branch) ? "Server Unavailable" : "Phone Unavailable");
        else if (_best is { } best)
            owner.Forward(best.Branch, best.Response, OthersAsking(best.Response));
        else if (kind != ForkKind.Call && _hasTimedOut)
            SendTimeout();
        else
            owner.Respond(_status, _phrase);
    }

    // RFC 3261 §16.7 step 7.
    List<SipResponse>? OthersAsking(SipResponse best) => best.Status is 401 or 407 && _challenges is { Count: > 1 }
        ? _challenges.FindAll(other => !ReferenceEquals(other, best))
        : null;

    static bool IsServer(Branch branch) => branch.Target.Places != null;

    // A MESSAGE is held for less than its sender waits, so there is still time to answer; Timer F of the others has ended theirs, too.
    void SendTimeout()
    {
        if (kind == ForkKind.Message)
            owner.Respond(480, "Phone Did Not Answer");
        else
            owner.EndSilently();
    }
}
