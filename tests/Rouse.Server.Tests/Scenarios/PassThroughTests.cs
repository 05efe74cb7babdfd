using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Extensions between the two phones, in which a proxy has no part: it changes nothing (RFC 3261 §16.6, §16.7).</summary>
public sealed class PassThroughTests
{
    const string Timers = "Supported: 100rel, timer, replaces\nSession-Expires: 1800 ; refresher=uac\nMin-SE:  90";

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Reliable_provisional_response_and_its_PRACK(SipTransport transport)
    {
        using var scene = new CallScene(transport, transport);
        var (call, invite) = Calls(scene, "Require: 100rel");
        Assert.Equal(["100rel"], invite.Values(HeaderName.Require));
        const string Early = "Require: 100rel\nRSeq:  988789";
        scene.Bob.Answers(invite, 183, Early);
        var progress = scene.Alice.Receives("SIP/2.0 183 *");
        Assert.Equal(("100rel", "988789"), (progress.Value(HeaderName.Require), progress.Other("RSeq")));
        // RFC 3262 §3: repeated until its PRACK comes, and each time it passes.
        scene.Bob.Answers(invite, 183, Early);
        Assert.Equal(progress.Wire(), scene.Alice.Receives("SIP/2.0 183 *").Wire());
        call.SendsInDialog("PRACK", progress, headers: "RAck:  988789 1   INVITE");
        var prack = scene.Bob.ReceivesRequest("PRACK sip:bob@*");
        Assert.Equal("988789 1   INVITE", prack.Other("RAck"));
        scene.Bob.Answers(prack, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(invite, 200);
        call.SendsInDialog("ACK", scene.Alice.Receives("SIP/2.0 200 *"), cseq: 1);
        scene.Bob.Receives("ACK *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void PRACK_that_nothing_was_sent_for_is_refused_by_the_phone_and_not_by_us()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Bob.Answers(scene.Invite, 183);
        var progress = scene.Alice.Receives("SIP/2.0 183 *");
        scene.Call.SendsInDialog("PRACK", progress, headers: "RAck: 1 1 INVITE");
        scene.Bob.Answers(scene.Bob.Receives("PRACK *"), 481);

        scene.Alice.Receives("SIP/2.0 481 *");
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void UPDATE_of_either_side_before_and_in_the_call()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 183, "Allow: UPDATE");
        var progress = scene.Alice.Receives("SIP/2.0 183 *");
        Assert.Equal("UPDATE", progress.Value(HeaderName.Allow));
        Updates(scene, progress);
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.SendsInDialog("ACK", ok, cseq: 1);
        scene.Bob.Receives("ACK *");
        Updates(scene, ok);
        scene.Bob.SendsInDialog("UPDATE", scene.Invite, headers: $"Contact: <{scene.Bob.ContactUri}>\n{Timers}");
        var update = scene.Alice.ReceivesRequest("UPDATE sip:alice@*");
        AssertTimers(update);
        scene.Alice.Answers(update, 491);

        scene.Bob.Receives("SIP/2.0 491 *");
    }

    [Fact]
    public void Session_timer_is_agreed_on_between_the_phones()
    {
        using var scene = new CallScene();
        var (call, invite) = Calls(scene, Timers);
        AssertTimers(invite);
        scene.Bob.Answers(invite, 200, "Require: timer\nSession-Expires: 1200;refresher=uas");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal(("timer", "1200;refresher=uas"), (ok.Value(HeaderName.Require), ok.Other("Session-Expires")));
        call.Acks(ok);
        scene.Bob.Receives("ACK *");
        // RFC 4028 §8: we asked for nothing, so a session that nobody refreshes is not ended by us.
        scene.Network.Advance(2_000);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Compact_form_of_the_session_timer_stays_compact()
    {
        using var scene = new CallScene();
        var (call, invite) = Calls(scene, "k: timer\nx: 600");
        Assert.Contains("\r\nk: timer\r\nx: 600\r\n", invite.Wire());
        scene.Bob.Answers(invite, 486);

        call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Too_small_a_session_timer_is_refused_by_the_phone_and_not_by_us()
    {
        using var scene = new CallScene();
        var (call, invite) = Calls(scene, "Supported: timer\nSession-Expires: 1");
        Assert.Equal("1", invite.Other("Session-Expires"));
        scene.Bob.Answers(invite, 422, "Min-SE: 3600");
        var refusal = scene.Alice.Receives("SIP/2.0 422 *");

        Assert.Equal("3600", refusal.Other("Min-SE"));
        call.Acks(refusal);
    }

    static (OutgoingCall Call, SipRequest Invite) Calls(CallScene scene, string headers)
    {
        var call = scene.Alice.Invites("bob", headers);
        scene.Alice.Receives("SIP/2.0 100 *");
        return (call, scene.Bob.ReceivesRequest("INVITE sip:bob@*"));
    }

    static void Updates(CallScene scene, SipMessage dialog)
    {
        scene.Call.SendsInDialog("UPDATE", dialog, headers: Timers);
        var update = scene.Bob.ReceivesRequest("UPDATE sip:bob@*");
        AssertTimers(update);
        scene.Bob.Answers(update, 200, "Session-Expires: 1800;refresher=uac");
        Assert.Equal("1800;refresher=uac", scene.Alice.Receives("SIP/2.0 200 *").Other("Session-Expires"));
    }

    static void AssertTimers(SipRequest request)
    {
        Assert.Equal("100rel, timer, replaces", request.Value(HeaderName.Supported));
        Assert.Equal("1800 ; refresher=uac", request.Other("Session-Expires"));
        Assert.Equal("90", request.Other("Min-SE"));
    }
}
