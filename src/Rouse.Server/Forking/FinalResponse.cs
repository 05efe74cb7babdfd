using Rouse.Protocol.Sip;

namespace Rouse.Server.Forking;

/// <summary>
/// The final response that the caller will get unless a better one comes (RFC 3261 §16.7 step 6): the best of a device, else our own.
/// </summary>
sealed class FinalResponse(ForkKind kind)
{
    (Branch Branch, SipResponse Response)? _best;
    int _status = 480;
    string _phrase = "Nobody Can Be Reached";
    bool _hasTimedOut;

    /// <summary>Whether a device has given one.</summary>
    public bool IsOfDevice => _best != null;

    public void Consider(Branch branch, SipResponse response)
    {
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

    public void Send(IForkOwner owner)
    {
        if (_best is { Response.Status: 503 } unavailable)
            owner.Respond(BestResponse.Upstream(503), IsServer(unavailable.Branch) ? "Server Unavailable" : "Phone Unavailable");
        else if (_best is { } best)
            owner.Forward(best.Branch, best.Response);
        else if (kind != ForkKind.Call && _hasTimedOut)
            SendTimeout(owner);
        else
            owner.Respond(_status, _phrase);
    }

    static bool IsServer(Branch branch) => branch.Target.Places != null;

    // A MESSAGE is held for less than its sender waits, so there is still time to answer; Timer F of the others has ended theirs, too.
    void SendTimeout(IForkOwner owner)
    {
        if (kind == ForkKind.Message)
            owner.Respond(480, "Phone Did Not Answer");
        else
            owner.EndSilently();
    }
}
