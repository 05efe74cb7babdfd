using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests other than INVITE (RFC 3261 §17.1.2, §17.2.2, RFC 4320).</summary>
public sealed class ProxyNonInviteTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Theory]
    [InlineData(SipTransport.Udp, "MESSAGE")]
    [InlineData(SipTransport.Tcp, "MESSAGE")]
    [InlineData(SipTransport.Udp, "INFO")]
    [InlineData(SipTransport.Tcp, "INFO")]
    public void Sender_is_told_100_after_3500_ms_and_not_before(SipTransport transport, string method)
    {
        using var scene = new CallScene(caller: transport);
        scene.Alice.Requests(method, "sip:bob@example.org");
        var request = scene.Bob.Receives($"{method} *");
        scene.Network.Advance(TimeSpan.FromSeconds(3.5) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Network.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Answered_request_gets_no_100()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives("INFO *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(5);

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Silence_of_the_phone_is_never_told_as_408()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        scene.Bob.Receives("INFO *");
        scene.Network.Advance(3.5);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Network.Advance(100);

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Answer_within_32_s_is_passed_on()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        var request = scene.Bob.Receives("INFO *");
        scene.Network.Advance(TimeSpan.FromSeconds(32) - Tick);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(request, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Answer_after_32_s_is_a_stray()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        var request = scene.Bob.Receives("INFO *");
        scene.Network.Advance(32);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(request, 200);

        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Repeated_request_is_absorbed_then_answered_like_the_first()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        var info = scene.Alice.Requests("INFO", "sip:bob@example.org");
        var request = scene.Bob.Receives("INFO *");
        info.SendAgain();
        scene.NothingElseHappens();
        scene.Bob.Answers(request, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        info.SendAgain();

        Assert.Equal(ok.Wire(), scene.Alice.Receives("SIP/2.0 200 *").Wire());
        scene.NothingElseHappens();
    }

    [Fact]
    public void Repeated_request_is_known_for_32_s_over_UDP()
    {
        using var scene = new CallScene(caller: SipTransport.Udp);
        var info = scene.Alice.Requests("INFO", "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives("INFO *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(TimeSpan.FromSeconds(32) - Tick);
        info.SendAgain();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(Tick);
        info.SendAgain();

        scene.Bob.Answers(scene.Bob.Receives("INFO *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Request_is_repeated_to_a_phone_on_UDP()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        var request = scene.Bob.ReceivesRequest("INFO *");
        foreach (var interval in (double[])[0.5, 1, 2, 4, 4])
        {
            scene.Network.Advance(TimeSpan.FromSeconds(interval) - Tick);
            scene.Bob.ReceivesNothing();
            scene.Network.Advance(Tick);
            Assert.Equal(request.Wire(), scene.Bob.Receives("INFO *").Wire());
        }
        scene.Bob.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(10);

        scene.NothingElseHappens();
    }

    [Fact]
    public void First_final_answer_of_several_phones_counts()
    {
        using var scene = new CallScene();
        var cell = scene.Network.Phone("bob");
        cell.Registers();
        scene.Alice.Requests("INFO", "sip:bob@example.org");
        var (atDesk, atCell) = (scene.Bob.Receives("INFO *"), cell.Receives("INFO *"));
        scene.Bob.Answers(atDesk, 200);
        cell.Answers(atCell, 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.Alice.ReceivesNothing();
        cell.ReceivesNothing();
    }

    [Fact]
    public void Subscription_lives_along_its_route_set()
    {
        using var scene = new CallScene();
        var subscription = scene.Alice.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: presence\nExpires: 600");
        var subscribe = scene.Bob.ReceivesRequest("SUBSCRIBE sip:bob@*");
        scene.Bob.Answers(subscribe, 200, "Expires: 600");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("NOTIFY", subscribe, headers: "Event: presence\nSubscription-State: active");
        var notify = scene.Alice.ReceivesRequest("NOTIFY sip:alice@*");
        scene.Alice.Answers(notify, 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: "Event: presence\nExpires: 0");
        scene.Bob.Answers(scene.Bob.Receives("SUBSCRIBE sip:bob@*"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("REFER")]
    [InlineData("INFO")]
    [InlineData("UPDATE")]
    [InlineData("MESSAGE")]
    [InlineData("OPTIONS")]
    [InlineData("PRACK")]
    [InlineData("X-NEW")]
    public void Any_request_goes_both_ways_in_a_call(string method)
    {
        using var scene = new CallScene(SipTransport.Udp, SipTransport.Tcp);
        scene.Talks();
        scene.Call.SendsInDialog(method, scene.Ok);
        scene.Bob.Answers(scene.Bob.Receives($"{method} sip:bob@*"), 202);
        scene.Alice.Receives("SIP/2.0 202 *");
        scene.Bob.SendsInDialog(method, scene.Invite);
        scene.Alice.Answers(scene.Alice.Receives($"{method} sip:alice@*"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("PRACK")]
    [InlineData("UPDATE")]
    public void Early_dialog_has_its_route_too(string method)
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 183, "Require: 100rel\nRSeq: 1");
        var early = scene.Alice.Receives("SIP/2.0 183 *");
        scene.Call.SendsInDialog(method, early, headers: "RAck: 1 1 INVITE");
        scene.Bob.Answers(scene.Bob.Receives($"{method} sip:bob@*"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        scene.NothingElseHappens();
    }
}
