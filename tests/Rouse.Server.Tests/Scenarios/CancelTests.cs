using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>CANCEL (RFC 3261 §9, §16.10).</summary>
public sealed class CancelTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Ringing_phone_is_cancelled(SipTransport transport)
    {
        using var scene = new CallScene(caller: transport, callee: transport);
        scene.Rings();
        scene.Call.Cancels();
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal("1 CANCEL", ok.Value(HeaderName.CSeq));
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");
        Assert.Equal(scene.Invite.Value(HeaderName.Via), Assert.Single(cancel.Values(HeaderName.Via)));
        Assert.Equal(scene.Invite.RequestUri.ToArray(), cancel.RequestUri.ToArray());
        scene.Bob.Answers(cancel, 200);
        scene.Alice.ReceivesNothing();
        scene.Bob.Answers(scene.Invite, 487);
        scene.Bob.Receives("ACK *");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        scene.NothingElseHappens();
    }

    [Fact]
    public void Repeated_CANCEL_is_answered_again_and_cancels_once()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Rings();
        scene.Call.Cancels();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Receives("CANCEL *");

        scene.NothingElseHappens();
        scene.Bob.Answers(scene.Invite, 487);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
    }

    [Fact]
    public void Phone_that_has_said_nothing_gets_no_CANCEL_before_it_does()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Bob.ReceivesNothing();
        scene.Bob.Answers(scene.Invite, 100);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(scene.Invite, 487);
        scene.Bob.Receives("ACK *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Caller_waits_at_most_32_s_for_a_phone_that_ignores_its_CANCEL()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Network.Advance(TimeSpan.FromSeconds(32) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Network.Advance(Tick);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
    }

    [Theory]
    [InlineData("Reason: SIP;cause=600;text=\"Busy Everywhere\"", "SIP;cause=600;text=\"Busy Everywhere\"")]
    [InlineData("Reason: Q.850;cause=16 , SIP;cause=200\nReason: X;cause=1", "Q.850;cause=16, SIP;cause=200, X;cause=1")]
    [InlineData("X-None: 1", "")]
    public void Reason_of_the_caller_reaches_the_phones(string header, string reason)
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Call.Cancels(header);
        scene.Alice.Receives("SIP/2.0 200 *");
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");

        Assert.Equal(reason, string.Join(", ", cancel.Values(HeaderName.Reason)));
        scene.Bob.Answers(scene.Invite, 487);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
    }

    [Fact]
    public void CANCEL_of_nothing_is_481()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("CANCEL", "sip:bob@example.org");

        scene.Alice.Receives("SIP/2.0 481 *");
        scene.NothingElseHappens();
    }

    [Fact]
    public void CANCEL_of_an_answered_call_changes_nothing()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void CANCEL_that_is_malformed_cancels_nothing()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Alice.SendsRaw(
            "CANCEL", "sip:bob@example.org", callId: scene.Call.CallId, cseq: "1 INVITE", via: scene.Invite.Values(HeaderName.Via)[1]);

        scene.Alice.Receives("SIP/2.0 400 *");
        scene.NothingElseHappens();
    }

    [Fact]
    public void CANCEL_on_another_connection_is_known_by_its_branch()
    {
        using var scene = new CallScene();
        scene.Rings();
        var old = scene.Alice.Flow.Remote;
        scene.Alice.ChangesNetwork();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(scene.Invite, 487);
        scene.Alice.Receives("SIP/2.0 487 *");

        Assert.Equal(old, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void CANCEL_shows_where_a_caller_is_whose_connection_is_gone()
    {
        using var scene = new CallScene(registersCaller: false);
        scene.Rings();
        scene.Alice.FallsAsleep();
        scene.Alice.ChangesNetwork();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(scene.Invite, 487);

        scene.Alice.Receives("SIP/2.0 487 *");
    }

    [Fact]
    public void Answer_that_crosses_the_CANCEL_wins()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        var cancel = scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(scene.Invite, 200);
        scene.Bob.Answers(cancel, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal("1 INVITE", ok.Value(HeaderName.CSeq));
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");
        scene.Call.SendsInDialog("BYE", ok);
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Phone_behind_an_edge_proxy_is_cancelled_and_hung_up_through_it()
    {
        using var scene = new CallScene();
        scene.Bob.RegistersContact("sip:carol@example.org", "sip:carol@10.0.0.9", "Path: <sip:edge@10.0.0.1;lr>");
        var call = scene.Alice.Invites("carol");
        scene.Alice.Receives("SIP/2.0 100 *");
        var invite = scene.Bob.Receives("INVITE *");
        call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Bob.Answers(invite, 180);
        Assert.Equal("<sip:edge@10.0.0.1;lr>", scene.Bob.Receives("CANCEL *").Value(HeaderName.Route));
        scene.Bob.Answers(invite, 200);
        Assert.Equal("<sip:edge@10.0.0.1;lr>", scene.Bob.Receives("ACK *").Value(HeaderName.Route));
        var bye = scene.Bob.Receives("BYE *");

        Assert.Equal("<sip:edge@10.0.0.1;lr>", bye.Value(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
    }

    [Fact]
    public void Answer_of_a_phone_that_had_said_nothing_when_the_caller_gave_up_is_hung_up()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Bob.Answers(scene.Invite, 200);
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Phone_that_copies_the_Via_of_the_CANCEL_into_its_487_is_understood()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Registers();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest("INVITE sip:bob@*");
        bob.Answers(invite, 180);
        alice.Receives("SIP/2.0 180 *");
        call.Cancels();
        alice.Receives("SIP/2.0 200 *");
        var cancel = bob.ReceivesRequest("CANCEL sip:bob@*");
        bob.Answers(cancel, 200);

        bob.Sends(
            "SIP/2.0 487 Request Terminated\nVia: " + System.Text.Encoding.UTF8.GetString(cancel.Headers.First(HeaderName.Via).Span)
            + $"\nFrom: {System.Text.Encoding.UTF8.GetString(invite.Headers.First(HeaderName.From).Span)}"
            + $"\nTo: {System.Text.Encoding.UTF8.GetString(invite.Headers.First(HeaderName.To).Span)};tag=tag-bob"
            + $"\nCall-ID: {call.CallId}\nCSeq: 1 INVITE\nContent-Length: 0");

        bob.Receives("ACK sip:bob@*");
        call.Acks(alice.Receives("SIP/2.0 487 *"));
    }
}
