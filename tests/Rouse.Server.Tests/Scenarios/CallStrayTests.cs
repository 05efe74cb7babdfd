using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Exchanges;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What belongs to nothing is absorbed or dropped.</summary>
public sealed class CallStrayTests
{
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
    [InlineData("x")]
    public void Stray_response_is_dropped(string branch)
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.AnswersRaw(scene.Invite, 200, $"SIP/2.0/TCP 192.0.2.1:5060;branch={branch}, {scene.Invite.Values(HeaderName.Via)[1]}");

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
        scene.Bob.AnswersRaw(scene.Invite, 200, $"{via[..(dot - 1)]}{index}{via[dot..]}, {scene.Invite.Values(HeaderName.Via)[1]}");

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
        scene.Bob.AnswersRaw(scene.Invite, 200, cseq: cseq);

        scene.NothingElseHappens();
        scene.Bob.Answers(scene.Invite, 486);
        scene.Call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Response_that_lost_the_callers_Via_is_not_passed_on()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.AnswersRaw(scene.Invite, 200, scene.Invite.Value(HeaderName.Via));

        scene.NothingElseHappens();
    }
}
