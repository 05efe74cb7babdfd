using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// What is over for its users lives on as a few bytes for as long as something may come again (RFC 3261 §17, RFC 6026 §7).
/// </summary>
public sealed class EndedCallTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    static readonly TimeSpan Lingering = TimeSpan.FromSeconds(32);

    static readonly string LongHeader = $"X-Long: {new string('x', 60_000)}";

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Answered_call_is_no_exchange_any_more(SipTransport transport)
    {
        using var scene = new CallScene(caller: transport, callee: transport);
        scene.Calls();
        Assert.Equal(1, scene.Network.Server.Exchanges);
        scene.Bob.Answers(scene.Invite, 200);
        Assert.Equal(0, scene.Network.Server.Exchanges);
        Assert.Equal("1 ended exchanges", scene.Network.Server.Leaks());
        scene.Network.Advance(Lingering - Tick);
        Assert.Equal("1 ended exchanges", scene.Network.Server.Leaks());
        scene.Network.Advance(Tick);
        Assert.Equal("", scene.Network.Server.Leaks());

        scene.Alice.ForgetsUnread();
    }

    [Fact]
    public void Over_connections_a_request_leaves_nothing()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Network.Advance(Lingering);
        scene.AliceHangsUp();

        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Fact]
    public void Repeated_request_gets_the_same_response_for_32_s()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Talks();
        var message = scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        var response = scene.Alice.Receives("SIP/2.0 200 *").Wire();
        scene.Network.Advance(Lingering - Tick);
        message.SendAgain();
        Assert.Equal(response, scene.Alice.Receives("SIP/2.0 200 *").Wire());
        scene.NothingElseHappens();
        scene.Network.Advance(Tick);
        message.SendAgain();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 202);
        scene.Alice.Receives("SIP/2.0 202 *");
    }

    [Fact]
    public void Repeated_request_is_answered_where_it_comes_from()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        var message = scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        var nobody = scene.Network.PhoneAt(scene.Alice, "nobody");
        scene.Alice.ChangesNetwork();
        message.SendAgain();

        scene.Alice.Receives("SIP/2.0 200 *");
        nobody.ReceivesNothing();
    }

    [Fact]
    public void Repeated_INVITE_is_absorbed_for_32_s()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Talks();
        scene.Network.Advance(Lingering - Tick);
        scene.Call.SendAgain();
        scene.NothingElseHappens();
        scene.Network.Advance(Tick);
        scene.Call.SendAgain();

        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Bob.Receives("INVITE *"), 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Theory]
    [InlineData(SipTransport.Udp, false)]
    [InlineData(SipTransport.Udp, true)]
    [InlineData(SipTransport.Tcp, false)]
    [InlineData(SipTransport.Tls, true)]
    public void Repeated_2xx_looks_as_it_did_to_a_caller_without_a_binding(SipTransport transport, bool hasIPv6)
    {
        using var scene = new CallScene(caller: transport, callerHasIPv6: hasIPv6, registersCaller: false);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        Assert.Equal(0, scene.Network.Server.Exchanges);
        scene.Network.Advance(1);
        scene.Bob.Answers(scene.Invite, 200);

        Assert.Equal(ok.Wire(), scene.Alice.Receives("SIP/2.0 200 *").Wire());
        scene.Call.Acks(ok);
        scene.Bob.Receives("ACK *");
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Repeated_2xx_goes_where_the_caller_is_now(SipTransport transport)
    {
        using var scene = new CallScene(caller: transport);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        var nobody = scene.Network.PhoneAt(scene.Alice, "nobody");
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        scene.Bob.Answers(scene.Invite, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
        nobody.ReceivesNothing();
    }

    [Fact]
    public void Repeated_2xx_for_a_caller_that_is_gone_is_dropped()
    {
        using var scene = new CallScene(registersCaller: false);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.FallsAsleep();
        scene.Bob.Answers(scene.Invite, 200);

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData(180)]
    [InlineData(486)]
    public void Answered_call_takes_no_other_response_than_2xx(int status)
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Talks();
        scene.Bob.Answers(scene.Invite, status);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Late_refusal_is_acknowledged_with_its_own_tag_for_32_s()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
        var ack = scene.Bob.Receives("ACK *");
        Assert.Equal(0, scene.Network.Server.Exchanges);
        scene.Network.Advance(Lingering - Tick);
        scene.Bob.Answers(scene.Invite, 486);
        Assert.Equal(ack.Wire(), scene.Bob.Receives("ACK *").Wire());
        scene.Bob.Answers(scene.Invite, 486, tag: "another");
        Assert.Equal("another", Phone.Text(scene.Bob.ReceivesRequest("ACK *").ToTag.ToArray()));
        scene.Network.Advance(Tick);
        scene.Bob.Answers(scene.Invite, 486);

        scene.NothingElseHappens();
    }

    [Fact]
    public void Repeated_ACK_to_a_refusal_is_absorbed()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 486);
        var busy = scene.Alice.Receives("SIP/2.0 486 *");
        scene.Bob.Receives("ACK *");
        scene.Call.Acks(busy);
        Assert.Equal("1 ended exchanges", scene.Network.Server.Leaks());
        scene.Call.Acks(busy);
        scene.Call.SendAgain();

        scene.NothingElseHappens();
        scene.Network.Advance(5);
        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Fact]
    public void CANCEL_of_a_refused_call_is_known_as_long_as_its_transaction()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
        scene.Bob.Receives("ACK *");
        scene.Network.Advance(TimeSpan.FromSeconds(5) - Tick);
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(Tick);
        scene.Call.Cancels();
        scene.Alice.Receives("SIP/2.0 481 *");

        scene.NothingElseHappens();
    }

    [Fact]
    public void Refusal_that_is_not_acknowledged_keeps_its_exchange()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Bob.Receives("ACK *");

        Assert.Equal(1, scene.Network.Server.Exchanges);
        scene.Alice.ForgetsUnread();
        scene.Network.Advance(0.5);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
        Assert.Equal(0, scene.Network.Server.Exchanges);
    }

    [Fact]
    public void Thousands_of_ended_calls_are_found_and_forgotten()
    {
        using var scene = new CallScene(caller: SipTransport.Udp, callee: SipTransport.Udp);
        var ended = scene.Network.Server.Ended;
        for (var round = 0; round < 2; round++)
        {
            var messages = Enumerable.Range(0, 4_000).Select(_ => Sends(scene)).ToList();
            Assert.Equal(4_000, ended.CountLive());
            var slabs = ended.Bytes;
            Assert.InRange(slabs, 2 << 20, 4_000 * 700);
            messages.ForEach(message => message.SendAgain());
            for (var i = 0; i < messages.Count; i++)
                scene.Alice.Receives("SIP/2.0 200 *");
            scene.NothingElseHappens();
            scene.Network.Advance(42);
            Assert.Equal((0, 0), (ended.CountLive(), ended.Indexed));
        }
    }

    [Fact]
    public void Memory_that_is_kept_after_a_burst_is_used_again()
    {
        using var scene = new CallScene(caller: SipTransport.Udp, callee: SipTransport.Udp);
        var ended = scene.Network.Server.Ended;
        for (var i = 0; i < 160; i++)
            Sends(scene, LongHeader);
        Assert.InRange(ended.Bytes, 8 << 20, 12 << 20);
        scene.Network.Advance(42);
        var kept = ended.Bytes;
        Assert.Equal(4 << 20, kept);
        for (var i = 0; i < 40; i++)
            Sends(scene, LongHeader);
        Assert.Equal(kept, ended.Bytes);
    }

    static OutgoingCall Sends(CallScene scene, string headers = "")
    {
        var message = scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200, headers);
        scene.Alice.Receives("SIP/2.0 200 *");
        return message;
    }
}
