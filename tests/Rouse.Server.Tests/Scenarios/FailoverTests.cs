using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>RFC 3263 §4.3.</summary>
public sealed class FailoverTests
{
    [Fact]
    public void A_server_that_is_silent_for_four_seconds_is_followed_by_the_next()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("INVITE", "sip:carol@example.com");
        var missed = first.ReceivesRequest("INVITE *");
        scene.Network.Advance(TimeSpan.FromSeconds(4) - TimeSpan.FromTicks(1));
        second.ReceivesNothing();
        scene.Network.Advance(TimeSpan.FromTicks(1));
        var invite = second.ReceivesRequest("INVITE sip:carol@example.com SIP/2.0");

        Assert.NotEqual(missed.Value(HeaderName.Via), invite.Value(HeaderName.Via));
        second.Answers(invite, 486);
        second.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 486 *");
        first.ForgetsUnread();
    }

    [Fact]
    public void The_silent_one_that_wakes_up_is_cancelled()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("INVITE", "sip:carol@example.com");
        var late = first.ReceivesRequest("INVITE *");
        scene.Network.Advance(4);
        var invite = second.ReceivesRequest("INVITE *");
        second.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        first.ForgetsUnread();
        first.Answers(late, 180);
        first.Answers(first.Receives("CANCEL *"), 200);
        first.Answers(late, 487);
        first.Receives("ACK *");
        second.Answers(invite, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void One_that_has_answered_anything_is_waited_for()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("INVITE", "sip:carol@example.com");
        var invite = first.ReceivesRequest("INVITE *");
        first.Answers(invite, 100);
        scene.Network.Advance(20);

        second.ReceivesNothing();
        first.Answers(invite, 486);
        first.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void A_server_that_says_503_is_followed_by_the_next()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        first.Answers(first.Receives("MESSAGE *"), 503);
        second.Answers(second.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void When_all_say_503_the_caller_hears_500()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        first.Answers(first.Receives("MESSAGE *"), 503);
        second.Answers(second.Receives("MESSAGE *"), 503);

        scene.Alice.Receives("SIP/2.0 500 Server Unavailable");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(603)]
    public void Any_other_answer_counts(int status)
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        first.Answers(first.Receives("MESSAGE *"), status);

        scene.Alice.Receives($"SIP/2.0 {status} *");
        second.ReceivesNothing();
    }

    [Fact]
    public void Where_nobody_listens_the_next_is_tried_at_once()
    {
        using var scene = new ElsewhereScene();
        scene.Dns.Has("_sip._tcp.example.com SRV 1 1 5060 s1.example.com");
        scene.Dns.Has("_sip._tcp.example.com SRV 2 1 5060 s2.example.com");
        scene.Dns.Has("s1.example.com A 198.51.100.1");
        scene.Dns.Has("s2.example.com A 198.51.100.2");
        var second = scene.Network.Peer("198.51.100.2", 5060, SipTransport.Tcp);
        scene.Sends("MESSAGE", "sip:carol@example.com;transport=tcp");
        second.Answers(second.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_connection_that_breaks_under_a_request_sends_it_to_the_next()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = TwoByTcp(scene);
        scene.Sends("INVITE", "sip:carol@example.com;transport=tcp");
        first.Receives("INVITE *");
        first.FallsAsleep();
        second.Answers(second.Receives("INVITE *"), 486);
        second.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void A_connection_that_breaks_behind_an_answer_sends_it_nowhere_else()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = TwoByTcp(scene);
        scene.Sends("INVITE", "sip:carol@example.com;transport=tcp");
        first.Answers(first.Receives("INVITE *"), 100);
        first.FallsAsleep();

        scene.Alice.Receives("SIP/2.0 500 *");
        second.ReceivesNothing();
    }

    static (Phone First, Phone Second) TwoByTcp(ElsewhereScene scene)
    {
        scene.Dns.Has("_sip._tcp.example.com SRV 1 1 5060 s1.example.com");
        scene.Dns.Has("_sip._tcp.example.com SRV 2 1 5060 s2.example.com");
        scene.Dns.Has("s1.example.com A 198.51.100.1");
        scene.Dns.Has("s2.example.com A 198.51.100.2");
        return (
            scene.Network.Peer("198.51.100.1", 5060, SipTransport.Tcp), scene.Network.Peer("198.51.100.2", 5060, SipTransport.Tcp));
    }

    [Fact]
    public void When_none_is_left_the_caller_hears_500()
    {
        using var scene = new ElsewhereScene();
        scene.Dns.Has("example.com A 198.51.100.1");
        scene.Sends("INVITE", "sip:carol@example.com;transport=tcp");

        scene.Alice.Receives("SIP/2.0 500 Server Cannot Be Reached");
    }

    [Fact]
    public void One_that_failed_is_tried_last_for_32_seconds()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        first.Answers(first.Receives("MESSAGE *"), 503);
        second.Answers(second.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(TimeSpan.FromSeconds(32) - TimeSpan.FromTicks(1));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        second.Answers(second.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Network.Advance(TimeSpan.FromTicks(1));
        scene.Sends("MESSAGE", "sip:carol@example.com");
        first.Answers(first.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Who_gives_up_while_the_next_is_tried_cancels_both()
    {
        using var scene = new ElsewhereScene();
        var (first, second) = (scene.Server(1), scene.Server(2));
        var call = scene.Sends("INVITE", "sip:carol@example.com");
        var late = first.ReceivesRequest("INVITE *");
        scene.Network.Advance(4);
        first.ForgetsUnread();
        var invite = second.ReceivesRequest("INVITE *");
        second.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        second.Answers(second.Receives("CANCEL *"), 200);
        second.Answers(invite, 487);
        second.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 487 *");
        first.Answers(late, 180);

        first.Answers(first.Receives("CANCEL *"), 200);
        first.Answers(late, 487);
        first.Receives("ACK *");
    }
}
