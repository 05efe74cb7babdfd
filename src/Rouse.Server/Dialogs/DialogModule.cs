using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Dialogs;

/// <summary>
/// Notes which phones are in a call: from the 2xx to an INVITE until the BYE, for phones that VoIP pushes wake. Nobody asks for others.
/// </summary>
sealed class DialogModule(ConfirmedDialogs dialogs, ILocationStore locations) : IRequestModule, IResponseModule
{
    Verdict IRequestModule.Handle(RequestContext request)
    {
        // RFC 3261 §15: BYE ends the dialog, whatever it is answered.
        if (request is { Request.Method: SipMethod.Bye, Dialog.Token: var token }
            && (dialogs.Has(token.Caller.BindingId) || dialogs.Has(token.Callee.BindingId)))
        {
            var id = ConfirmedDialogs.IdOf(request.Request);
            dialogs.End(token.Caller.BindingId, id);
            dialogs.End(token.Callee.BindingId, id);
        }
        return Verdict.Continue;
    }

    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response)
    {
        if (response.Message is not SipResponse { Status: >= 200 and < 300 } success)
            return;
        if (request is { Dialog: { } dialog, Request.Method: SipMethod.Invite or SipMethod.Update })
        {
            Confirm(locations.FindById(dialog.Token.Caller.BindingId), success);
            Confirm(locations.FindById(dialog.Token.Callee.BindingId), success);
        }
        else if (request.Request.Method == SipMethod.Invite)
        {
            Confirm(request.CallerBinding, success);
            Confirm(branch.Target.Binding, success);
        }
    }

    void Confirm(Binding? binding, SipResponse success)
    {
        if (binding is { CanBePushed: true, Push.ForCall.Service: PushToken.Voip })
            dialogs.Confirm(binding.Id, ConfirmedDialogs.IdOf(success));
    }
}
