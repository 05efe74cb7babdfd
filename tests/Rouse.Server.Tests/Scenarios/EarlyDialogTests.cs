using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests before the answer (RFC 3262, RFC 3311), and session timers (RFC 4028): a proxy lets them pass.</summary>
public sealed class EarlyDialogTests
{
    [Theory]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Udp)]
    public void Reliable_provisional_is_acknowledged_end_to_end(SipTransport transport)
    {
        using var scene = new CallScene(transport, transport);
        var call = scene.Alice.Invites("bob", "Supported: 100rel");
        scene.Alice.Receives("SIP/2.0 100 *");
        var invite = scene.Bob.ReceivesRequest("INVITE *");
        scene.Bob.Answers(invite, 183, "Require: 100rel\nRSeq: 813520");
        var progress = scene.Alice.Receives("SIP/2.0 183 *");
        Assert.Equal("813520", progress.Other("RSeq"));
        Assert.Equal("100rel", progress.Value(HeaderName.Require));
        call.SendsInDialog("PRACK", progress, headers: "RAck: 813520 1 INVITE");
        var prack = scene.Bob.ReceivesRequest("PRACK sip:bob@*");
        Assert.Equal("813520 1 INVITE", prack.Other("RAck"));
        scene.Bob.Answers(prack, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(invite, 200);
        call.Acks(scene.Alice.Receives("SIP/2.0 200 *"));
        scene.Bob.Receives("ACK *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Early_session_is_changed_by_both_sides()
    {
        using var scene = new CallScene();
        var call = scene.Alice.Invites("bob");
        scene.Alice.Receives("SIP/2.0 100 *");
        var invite = scene.Bob.ReceivesRequest("INVITE *");
        scene.Bob.Answers(invite, 183);
        var progress = scene.Alice.Receives("SIP/2.0 183 *");
        call.SendsInDialog("UPDATE", progress);
        scene.Bob.Answers(scene.Bob.Receives("UPDATE sip:bob@*"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("UPDATE", invite, headers: $"Contact: <{scene.Bob.ContactUri}>");
        scene.Alice.Answers(scene.Alice.Receives("UPDATE sip:alice@*"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(invite, 486);
        scene.Bob.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Session_timers_are_the_affair_of_the_phones()
    {
        const string Timer = "Supported: timer\nSession-Expires: 90;refresher=uac\nMin-SE: 90";
        using var scene = new CallScene();
        var call = scene.Alice.Invites("bob", Timer);
        scene.Alice.Receives("SIP/2.0 100 *");
        var invite = scene.Bob.ReceivesRequest("INVITE *");
        Assert.Equal("90;refresher=uac", invite.Other("Session-Expires"));
        Assert.Equal("90", invite.Other("Min-SE"));
        scene.Bob.Answers(invite, 200, "Require: timer\nSession-Expires: 90;refresher=uac");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal("90;refresher=uac", ok.Other("Session-Expires"));
        Assert.Equal("timer", ok.Value(HeaderName.Require));
        call.Acks(ok);
        scene.Bob.Receives("ACK *");
        call.SendsInDialog("UPDATE", ok, headers: Timer);
        var update = scene.Bob.ReceivesRequest("UPDATE *");
        Assert.Equal("90;refresher=uac", update.Other("Session-Expires"));
        scene.Bob.Answers(update, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Session_interval_that_is_too_small_is_refused_by_the_phone()
    {
        using var scene = new CallScene();
        var call = scene.Alice.Invites("bob", "Session-Expires: 10");
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Bob.Receives("INVITE *"), 422, "Min-SE: 90");
        scene.Bob.Receives("ACK *");
        var refusal = scene.Alice.Receives("SIP/2.0 422 *");
        call.Acks(refusal);

        Assert.Equal("90", refusal.Other("Min-SE"));
    }
}
