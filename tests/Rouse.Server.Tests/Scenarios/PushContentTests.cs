using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What a push says, and how long it lives.</summary>
public sealed class PushContentTests
{
    const string Sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    [Fact]
    public void Push_says_what_the_app_needs_to_find_its_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        var push = scene.Push.Expects("apns", "tok-bob");
        Assert.Equal(
            (call.CallId, "T.org.example.voip", PushEvent.Call, "bob@example.org", "sip:alice@example.org", scene.Bob.Instance),
            (push.CallId, push.Param, push.Event, push.To, push.CallerUri, push.InstanceId));
    }

    [Theory]
    [InlineData("Alice", "Alice")]
    [InlineData("\"Alice \\\"Al\\\" \\\\ Smith\"", "Alice \"Al\" \\ Smith")]
    [InlineData("\"\"", "")]
    [InlineData("", "")]
    public void Push_names_the_caller_without_quotes(string display, string expected)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Alice.Sends($"""
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/TCP {scene.Alice.HostPort};branch=z9hG4bK-1;rport
            From: {display} <sip:alice@example.org>;tag=1
            To: <sip:bob@example.org>
            Call-ID: named
            CSeq: 1 INVITE
            Max-Forwards: 70
            Contact: <{scene.Alice.ContactUri}>
            Content-Length: 0
            """);
        Assert.Equal(expected, scene.Push.Expects("apns", "tok-bob").CallerName);
    }

    [Fact]
    public void Push_lives_until_the_end_of_the_ring_window()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        Assert.Equal(RingWindow, scene.Push.Expects("apns", "tok-bob").TimeToLive);
        Assert.Equal(RingWindow - PushRules.TimeToWake, scene.Push.Deadline);
    }

    [Fact]
    public void Push_that_is_sent_later_lives_no_longer()
    {
        using var scene = new WakeScene();
        scene.Call("Expires: 20");
        scene.Advance(1);
        Assert.Equal(TimeSpan.FromSeconds(19), scene.Push.Expects("apns", "tok-bob").TimeToLive);
        Assert.Equal(TimeSpan.FromSeconds(19) - PushRules.TimeToWake, scene.Push.Deadline);
    }

    [Fact]
    public void Push_of_a_message_lives_as_long_as_it_is_held()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        Assert.Equal(TimeSpan.FromSeconds(25), scene.Push.Expects("fcm", "tok-fcm").TimeToLive);
    }

    [Fact]
    public void Body_reaches_the_woken_phone_unchanged()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Alice.Invites("bob", "Content-Type: application/sdp", Sdp);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.Equal(Sdp, invite.Body());
        Assert.Equal(call.CallId, invite.Value(HeaderName.CallId));
    }

    [Fact]
    public void Retransmitted_invite_pushes_nothing_more()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        call.SendAgain();
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Push.ExpectsNothing();
    }
}
