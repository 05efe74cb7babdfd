using Rouse.Push;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Which requests push, with which token, and what the push says.</summary>
public sealed class PushRequestTests
{
    const string Both = "pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=tok-voip:voip&tok-remote:remote";

    [Theory]
    [InlineData("Content-Type: application/sdp", "tok-voip")]
    [InlineData("Subject: no body at all", "tok-voip")]
    [InlineData("Priority: urgent", "tok-voip")]
    [InlineData("Content-Type: application/resource-lists+xml", "tok-remote")]
    [InlineData("Content-Type: Application/Resource-Lists+XML ; charset=utf-8", "tok-remote")]
    public void Call_pushes_with_the_voip_token_and_a_group_chat_with_the_other(string header, string token)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Both);
        scene.Bob.FallsAsleep();
        scene.Call(header);
        Assert.Equal(token == "tok-voip" ? PushEvent.Call : PushEvent.Message, scene.Push.Expects("apns", token).Event);
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData(";text", PushEvent.Message)]
    [InlineData(";isfocus;text;+org.linphone.specs=\"groupchat/1.1\"", PushEvent.Message)]
    [InlineData(";audio;text", PushEvent.Call)]
    [InlineData(";video;text", PushEvent.Call)]
    [InlineData("", PushEvent.Call)]
    public void Invitation_whose_contact_says_only_text_is_a_group_chat(string features, PushEvent expected)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Both);
        scene.Bob.FallsAsleep();
        scene.Alice.Sends($"""
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/TCP {scene.Alice.HostPort};branch=z9hG4bK-1;rport
            From: <sip:alice@example.org>;tag=1
            To: <sip:bob@example.org>
            Call-ID: group
            CSeq: 1 INVITE
            Max-Forwards: 70
            Contact: <{scene.Alice.ContactUri}>{features}
            Content-Length: 0
            """);
        scene.Alice.Receives("SIP/2.0 100 *");
        Assert.Equal(expected, scene.Push.Expects("apns", expected == PushEvent.Call ? "tok-voip" : "tok-remote").Event);
    }

    [Fact]
    public void Message_pushes_with_the_token_for_messages()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Both);
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        Assert.Equal(PushEvent.Message, scene.Push.Expects("apns", "tok-remote").Event);
    }

    [Fact]
    public void One_token_of_firebase_serves_for_both()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok:fcm"));
        scene.Bob.FallsAsleep();
        scene.Call();
        Assert.Equal(PushEvent.Call, scene.Push.Expects("fcm", "tok:fcm").Event);
        scene.Alice.SendsMessage("bob");
        Assert.Equal(PushEvent.Message, scene.Push.Expects("fcm", "tok:fcm").Event);
    }

    [Fact]
    public void Message_to_a_phone_with_only_a_voip_token_is_not_pushed_and_not_held()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("INVITE", "Replaces: 1@192.0.2.9;to-tag=1;from-tag=2")]
    [InlineData("INVITE", "Priority: non-urgent")]
    [InlineData("INVITE", "Priority: Non-Urgent")]
    [InlineData("MESSAGE", "Priority: non-urgent")]
    [InlineData("MESSAGE", "Content-Type: application/im-iscomposing+xml")]
    [InlineData("MESSAGE", "Content-Type: Application/IM-IsComposing+XML")]
    [InlineData("MESSAGE", "Content-Type: message/imdn+xml")]
    [InlineData("MESSAGE", "Content-Type: message/IMDN+xml;charset=utf-8")]
    public void Request_that_is_not_worth_waking_for_is_answered_480_at_once(string method, string header)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Alice.Requests(method, "sip:bob@example.org", header);
        if (method == "INVITE")
            scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("INVITE", "Replaces: 1@192.0.2.9;to-tag=1;from-tag=2")]
    [InlineData("MESSAGE", "Content-Type: application/im-iscomposing+xml")]
    public void Request_that_is_not_worth_waking_for_still_goes_to_a_dormant_phone(string method, string header)
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Alice.Requests(method, "sip:bob@example.org", header);
        scene.Bob.Answers(scene.Bob.Receives($"{method} sip:bob@*"), 486);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Requests_inside_a_dialog_push_nothing()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        var ok = scene.Answers(scene.Bob, invite, 200);
        scene.BobBecomesDormant();
        call.Acks(ok);
        scene.Bob.Receives("ACK *");
        call.SendsInDialog("INVITE", ok);
        scene.Bob.Receives("INVITE *");
        call.SendsInDialog("MESSAGE", ok);
        scene.Bob.Receives("MESSAGE *");
        scene.Advance(10);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Request_of_an_unknown_dialog_pushes_nothing()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Alice.Sends($"""
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/TCP {scene.Alice.HostPort};branch=z9hG4bK-1;rport
            From: <sip:alice@example.org>;tag=1
            To: <sip:bob@example.org>;tag=2
            Call-ID: unknown
            CSeq: 1 INVITE
            Max-Forwards: 70
            Contact: <{scene.Alice.ContactUri}>
            Content-Length: 0
            """);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Cancel_to_a_dormant_phone_pushes_nothing()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.BobBecomesDormant();
        call.Cancels();
        scene.Bob.Receives("CANCEL *");
        scene.Advance(10);
        scene.Push.ExpectsNothing();
    }
}
