using Rouse.Protocol.Sip;
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
        scene.Alice.SendsRaw(
            "ACK", scene.Bob.ContactUri, ok.Value(HeaderName.From), ok.Value(HeaderName.To), scene.Call.CallId,
            via: scene.Invite.Values(HeaderName.Via)[1], headers: "Route: " + ok.Value(HeaderName.RecordRoute));

        scene.Bob.Receives($"ACK {scene.Bob.ContactUri} SIP/2.0");
    }

    [Fact]
    public void Caller_of_the_old_kind_without_a_cookie_in_its_branch_is_served()
    {
        using var network = new TestNetwork();
        var (alice, bob) = (network.Phone("alice", SipTransport.Udp), network.Phone("bob"));
        bob.Registers();
        var old = (string method, string to) =>
            $"{method} sip:bob@example.org SIP/2.0\nVia: SIP/2.0/UDP {alice.HostPort}\nFrom: <sip:alice@example.org>\n"
            + $"To: <sip:bob@example.org>{to}\n"
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
}
