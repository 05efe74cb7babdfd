using Rouse.Protocol.Sip;

namespace Rouse.Server.Forking;

/// <summary>The final response that the caller will get unless a better one comes (RFC 3261 §16.7 step 6): the best of a device, else our own.</summary>
sealed class FinalResponse(bool isCall)
{
    (Branch Branch, SipResponse Response)? _best;
    int _status = 480;
    string _phrase = "Nobody Can Be Reached";
    bool _hasTimedOut;

    /// <summary>Whether a device has given one.</summary>
    public bool IsOfDevice => _best != null;

    public void Consider(Branch branch, SipResponse response)
    {
        if (BestResponse.IsBetter(response.Status, _best?.Response.Status ?? 0))
            _best = (branch, response);
    }

    /// <summary>Why nobody can be reached; the reasons of failed branches and of the caller's CANCEL come before it.</summary>
    public void Explain(string phrase)
    {
        if (_status == 480)
            _phrase = phrase;
    }

    public void BranchFailed(BranchFailure failure)
    {
        _hasTimedOut |= failure == BranchFailure.NoResponse;
        (_status, _phrase) = failure == BranchFailure.NoResponse ? (408, "Request Timeout") : (430, "Flow Failed");
    }

    /// <summary>The caller gave up: no device's answer counts any more.</summary>
    public void CallerCancelled()
    {
        _best = null;
        (_status, _phrase) = (487, "Request Terminated");
    }

    public void Send(IForkOwner owner)
    {
        if (_best is { Response.Status: 503 })
            owner.Respond(BestResponse.Upstream(503), "Phone Unavailable");
        else if (_best is { } best)
            owner.Forward(best.Branch, best.Response);
        else if (!isCall && _hasTimedOut)
            // RFC 4320 §4.2: no 408 to a non-INVITE.
            owner.EndSilently();
        else
            owner.Respond(_status, _phrase);
    }
}
