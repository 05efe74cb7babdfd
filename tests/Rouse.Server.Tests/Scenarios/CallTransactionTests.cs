using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Exchanges;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The two transactions of a call and what is absorbed, repeated and dropped (RFC 3261 §16, §17, RFC 6026).</summary>
public sealed class CallTransactionTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Caller_gets_100_before_the_phone_has_answered_anything()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();

        scene.NothingElseHappens();
    }

    [Fact]
    public void The_100_of_the_phone_is_not_passed_on()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 100);

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Repeated_INVITE_is_answered_with_what_was_said_last()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();
        scene.Call.SendAgain();
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Call.SendAgain();
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Bob.Answers(scene.Invite, 486);
        var busy = scene.Alice.Receives("SIP/2.0 486 *");
        scene.Bob.Receives("ACK *");
        scene.Call.SendAgain();
        scene.Alice.Receives("SIP/2.0 486 *");
        scene.Call.Acks(busy);
        scene.Call.SendAgain();

        scene.NothingElseHappens();
    }

    [Fact]
    public void Repeated_INVITE_of_an_answered_call_is_absorbed()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Talks();
        scene.Call.SendAgain();

        scene.NothingElseHappens();
    }

    [Fact]
    public void Refusal_is_repeated_over_UDP_until_it_is_acknowledged()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 486);
        var busy = scene.Alice.Receives("SIP/2.0 486 *");
        scene.Network.Advance(0.5);
        scene.Alice.Receives("SIP/2.0 486 *");
        scene.Network.Advance(1);
        scene.Alice.Receives("SIP/2.0 486 *");
        scene.Call.Acks(busy);
        scene.Network.Advance(10);

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void INVITE_is_repeated_to_a_phone_on_UDP_until_it_answers()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Calls();
        foreach (var interval in (double[])[0.5, 1, 2])
        {
            scene.Network.Advance(TimeSpan.FromSeconds(interval) - Tick);
            scene.Bob.ReceivesNothing();
            scene.Network.Advance(Tick);
            Assert.Equal(scene.Invite.Wire(), scene.Bob.Receives("INVITE *").Wire());
        }
        scene.Bob.Answers(scene.Invite, 100);
        scene.Network.Advance(10);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Phone_that_never_answers_ends_the_call_at_32_s()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Network.Advance(TimeSpan.FromSeconds(32) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Network.Advance(Tick);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 408 *"));
    }

    [Fact]
    public void Phone_that_only_rings_is_given_up_after_181_s()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Network.Advance(TimeSpan.FromSeconds(181) - Tick);
        scene.NothingElseHappens();
        scene.Network.Advance(Tick);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 408 *"));
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Answers(scene.Invite, 487);
        scene.Bob.Receives("ACK *");

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData(101)]
    [InlineData(183)]
    [InlineData(199)]
    public void Each_provisional_response_gives_another_181_s(int status)
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Network.Advance(100);
        scene.Bob.Answers(scene.Invite, status);
        scene.Alice.Receives($"SIP/2.0 {status} *");
        scene.Network.Advance(TimeSpan.FromSeconds(181) - Tick);
        scene.NothingElseHappens();
        scene.Network.Advance(Tick);
        scene.Bob.Receives("CANCEL *");

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 408 *"));
    }

    [Fact]
    public void A_100_gives_no_more_time()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Network.Advance(20);
        scene.Bob.Answers(scene.Invite, 100);
        scene.Network.Advance(TimeSpan.FromSeconds(161) - Tick);
        scene.NothingElseHappens();
        scene.Network.Advance(Tick);
        scene.Bob.Receives("CANCEL *");

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 408 *"));
    }

    [Fact]
    public void Repeated_2xx_is_passed_on_each_time_for_32_s()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(TimeSpan.FromSeconds(32) - Tick);
        scene.Bob.Answers(scene.Invite, 200);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 200 *"));
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Repeated_2xx_after_32_s_is_a_stray()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(32);
        scene.Bob.Answers(scene.Invite, 200);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Repeated_refusal_of_the_phone_gets_its_ACK_again()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 603);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 603 *"));
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(scene.Invite, 603);
        var ack = scene.Bob.ReceivesRequest("ACK *");

        Assert.Equal(scene.Invite.Value(HeaderName.Via), ack.Value(HeaderName.Via));
        Assert.Equal("1 ACK", ack.Value(HeaderName.CSeq));
        Assert.Equal("tag-bob", Phone.Text(ack.ToTag.ToArray()));
        scene.NothingElseHappens();
    }

    [Fact]
    public void ACK_with_the_branch_of_its_INVITE_still_reaches_the_phone_that_answered()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.Sends(
            $"ACK {scene.Bob.ContactUri} SIP/2.0\nVia: {Below(scene.Invite)}\nRoute: {ok.Value(HeaderName.RecordRoute)}\nFrom: {ok.Value(HeaderName.From)}\n"
            + $"To: {ok.Value(HeaderName.To)}\nCall-ID: {scene.Call.CallId}\nCSeq: 1 ACK\nContent-Length: 0");

        scene.Bob.Receives($"ACK {scene.Bob.ContactUri} SIP/2.0");
    }

    [Fact]
    public void Caller_of_the_old_kind_without_a_cookie_in_its_branch_is_served()
    {
        using var network = new TestNetwork();
        var (alice, bob) = (network.Phone("alice", SipTransport.Udp), network.Phone("bob"));
        bob.Registers();
        var old = (string method, string to) =>
            $"{method} sip:bob@example.org SIP/2.0\nVia: SIP/2.0/UDP {alice.HostPort}\nFrom: <sip:alice@example.org>\nTo: <sip:bob@example.org>{to}\n"
            + $"Call-ID: old@example.org\nCSeq: 1 {method}\nContact: <sip:alice@{alice.HostPort}>\nContent-Length: 0";
        alice.Sends(old("INVITE", ""));
        alice.Receives("SIP/2.0 100 *");
        alice.Sends(old("INVITE", ""));
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 486);
        alice.Receives("SIP/2.0 486 *");
        bob.Receives("ACK *");
        alice.Sends(old("ACK", ";tag=tag-bob"));
        network.Advance(10);

        alice.ReceivesNothing();
        bob.ReceivesNothing();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void ACK_to_a_refusal_of_the_server_is_absorbed(SipTransport transport)
    {
        var acks = FakeModule.Watching(SipMethod.Ack);
        using var network = new TestNetwork(modules: [acks]);
        var alice = network.Phone("alice", transport);
        var call = alice.Invites("nobody");
        call.Acks(alice.Receives("SIP/2.0 404 *"));

        alice.ReceivesNothing();
        Assert.Empty(acks.Seen);
    }

    [Fact]
    public void Stray_ACK_is_dropped()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("ACK", "sip:bob@example.org");
        scene.Alice.Requests("ACK", scene.Bob.ContactUri);
        scene.Alice.Requests("ACK", "sip:example.org");

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("z9hG4bKnotours")]
    [InlineData("z9hG4bKAAAAAAAAAAA0.00000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA1234567890")]
    [InlineData("z9hG4bKAAAAAAAAAAA-1.00000000")]
    [InlineData("")]
    public void Stray_response_is_dropped(string branch)
    {
        using var scene = new CallScene();
        scene.Bob.Sends(
            $"SIP/2.0 200 OK\nVia: SIP/2.0/TCP 192.0.2.1:5060;branch={(branch.Length == 0 ? "x" : branch)}\nVia: SIP/2.0/TCP {scene.Alice.HostPort};branch=z9hG4bK1\n"
            + "From: <sip:alice@example.org>;tag=1\nTo: <sip:bob@example.org>;tag=2\nCall-ID: stray\nCSeq: 1 INVITE\nContent-Length: 0");

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("999999999")]
    [InlineData("-1")]
    [InlineData("1")]
    public void Response_for_a_branch_that_was_never_made_is_dropped(string index)
    {
        using var scene = new CallScene();
        scene.Calls();
        var via = scene.Invite.Value(HeaderName.Via);
        var dot = via.LastIndexOf('.');
        scene.Bob.Sends(Answer(scene, $"{via[..(dot - 1)]}{index}{via[dot..]}", "1 INVITE"));

        scene.NothingElseHappens();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Theory]
    [InlineData("1 OPTIONS")]
    [InlineData("1 BYE")]
    [InlineData("1 CANCEL")]
    public void Response_to_a_request_that_was_never_sent_is_dropped(string cseq)
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Sends(Answer(scene, scene.Invite.Value(HeaderName.Via), cseq));

        scene.NothingElseHappens();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Response_that_lost_the_callers_Via_is_not_passed_on()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Sends(
            $"SIP/2.0 200 OK\nVia: {scene.Invite.Value(HeaderName.Via)}\nFrom: {scene.Invite.Value(HeaderName.From)}\nTo: {scene.Invite.Value(HeaderName.To)};tag=b\n"
            + $"Call-ID: {scene.Call.CallId}\nCSeq: 1 INVITE\nContent-Length: 0");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Flow_that_closes_cancels_nothing()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Alice.FallsAsleep();
        scene.Bob.ReceivesNothing();
        scene.Alice.Registers();
        scene.Bob.Answers(scene.Invite, 200);

        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 200 *"));
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Responses_go_to_where_the_caller_has_registered_since()
    {
        using var scene = new CallScene();
        scene.Rings();
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        scene.Bob.Answers(scene.Invite, 183);

        scene.Alice.Receives("SIP/2.0 183 *");
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void Response_goes_to_where_the_request_came_from_when_that_is_newer_than_the_registration()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Alice.ChangesNetwork();
        scene.AliceHangsUp();

        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    static string Below(SipRequest invite) => invite.Values(HeaderName.Via)[1];

    static string Answer(CallScene scene, string via, string cseq) =>
        $"SIP/2.0 200 OK\nVia: {via}\nVia: {Below(scene.Invite)}\nFrom: {scene.Invite.Value(HeaderName.From)}\nTo: {scene.Invite.Value(HeaderName.To)};tag=b\n"
        + $"Call-ID: {scene.Call.CallId}\nCSeq: {cseq}\nContact: <sip:bob@10.0.0.6>\nContent-Length: 0";
}
