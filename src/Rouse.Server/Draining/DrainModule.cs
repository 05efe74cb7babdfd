using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Draining;

/// <summary>
/// While the server stops, takes no new calls and messages. REGISTER goes on, because phones that were woken come with it; so does what
/// belongs to a call in progress.
/// </summary>
sealed class DrainModule : IRequestModule
{
    volatile bool _isDraining;

    public bool HasBegun => _isDraining;

    public void Begin() => _isDraining = true;

    public Verdict Handle(RequestContext request) =>
        _isDraining && request is { Dialog: null, Request.Method: SipMethod.Invite or SipMethod.Message }
            ? request.Answer(StoppingAnswer.Status, StoppingAnswer.Phrase, StoppingAnswer.Headers)
            : Verdict.Continue;
}
