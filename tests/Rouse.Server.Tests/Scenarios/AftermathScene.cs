using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What a phone gets for a call that is over.</summary>
static class AftermathScene
{
    public const string Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    /// <summary>The phone gets the INVITE, and the CANCEL when it rings; gives its Reason. Both end as they should.</summary>
    public static string MissesCall(this Phone phone, string callId)
    {
        var invite = Invite(phone);
        Assert.Equal(callId, invite.Value(HeaderName.CallId));
        phone.ReceivesNothing();
        return phone.IsCancelled(invite);
    }

    /// <summary>The phone rings for the INVITE that it got, and is told that the call is over; gives the Reason.</summary>
    public static string IsCancelled(this Phone phone, SipRequest invite)
    {
        phone.Answers(invite, 180);
        var cancel = phone.ReceivesRequest("CANCEL sip:bob@*");
        Assert.Equal(invite.Values(HeaderName.Via)[0], cancel.Value(HeaderName.Via));
        phone.Answers(cancel, 200);
        phone.Answers(invite, 487);
        phone.Receives("ACK *");
        phone.ReceivesNothing();
        return cancel.Value(HeaderName.Reason);
    }

    /// <summary>The phone accepts the INVITE that it got: Rouse acknowledges and hangs up.</summary>
    public static void IsHungUp(this Phone phone, SipRequest invite)
    {
        phone.Answers(invite, 200);
        phone.Receives("ACK sip:bob@*");
        phone.Answers(phone.Receives("BYE sip:bob@*"), 200);
        phone.ReceivesNothing();
    }
}
