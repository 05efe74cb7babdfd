using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Phones behind a proxy that says in Path where they are (RFC 3327): one flow of ours for all of them.</summary>
public sealed class EdgeProxyTests
{
    const string Old = "10.0.0.5:5060";
    const string New = "10.0.0.6:5062";

    static readonly string Push = ";" + WakeScene.Fcm("tok-bob");

    [Fact]
    public void The_100_of_the_proxy_is_no_sign_of_life_of_the_phone()
    {
        using var scene = new EdgeScene();
        scene.Registers(Old, Push);
        var invite = scene.Calls(Old);
        scene.Edge.Answers(invite, 100);
        scene.Network.Advance(TimeSpan.FromSeconds(1) - WakeScene.Tick);
        scene.Network.Push.ExpectsNothing();
        scene.Network.Advance(WakeScene.Tick);
        scene.Network.Push.Expects("fcm", "tok-bob");

        Ends(scene, invite);
    }

    [Fact]
    public void Phone_that_rings_behind_the_proxy_is_not_pushed()
    {
        using var scene = new EdgeScene();
        scene.Registers(Old, Push);
        var invite = scene.Calls(Old);
        scene.Edge.Answers(invite, 100);
        scene.Edge.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Network.Advance(2);
        scene.Network.Push.ExpectsNothing();

        Ends(scene, invite);
    }

    // The proxy repeats what it took to where the phone was, or has given up.
    [Theory]
    [InlineData(New)]
    [InlineData(Old)]
    public void Woken_phone_gets_a_branch_of_its_own_over_the_flow_of_the_proxy(string contact)
    {
        using var scene = new EdgeScene();
        scene.Registers(Old, Push);
        var first = scene.Calls(Old);
        scene.Edge.Answers(first, 100);
        scene.Network.Advance(2);
        scene.Network.Push.Expects("fcm", "tok-bob");
        scene.Registers(contact, Push);
        var second = scene.Gets("INVITE", contact);
        scene.Edge.Answers(second, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Edge.Answers(scene.Edge.Receives("CANCEL *"), 200);
        scene.Edge.Answers(first, 487);
        scene.Edge.Receives("ACK *");

        Ends(scene, second);
    }

    [Fact]
    public void Ringing_phone_that_refreshes_its_registration_gets_nothing_twice()
    {
        using var scene = new EdgeScene();
        scene.Registers(Old);
        var invite = scene.Calls(Old);
        scene.Edge.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Registers(Old);

        Ends(scene, invite);
    }

    [Fact]
    public void Ringing_phone_that_moved_behind_the_proxy_gets_the_call_there()
    {
        using var scene = new EdgeScene();
        scene.Registers(Old);
        var first = scene.Calls(Old);
        scene.Edge.Answers(first, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Registers(New);
        var second = scene.Gets("INVITE", New);
        scene.Edge.Answers(second, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Edge.Answers(scene.Edge.Receives("CANCEL *"), 200);
        scene.Edge.Answers(first, 487);
        scene.Edge.Receives("ACK *");

        Ends(scene, second);
    }

    [Theory]
    [InlineData(430)]
    [InlineData(408)]
    [InlineData(503)]
    public void Phone_that_the_proxy_does_not_reach_is_pushed_at_once_and_called_when_it_registers(int status)
    {
        using var scene = new EdgeScene();
        scene.Registers(Old, Push);
        scene.Edge.Answers(scene.Calls(Old), status);
        scene.Edge.Receives("ACK *");
        scene.Network.Push.Expects("fcm", "tok-bob");
        scene.Alice.ReceivesNothing();
        scene.Registers(New, Push);

        Ends(scene, scene.Gets("INVITE", New));
    }

    [Theory]
    [InlineData(408, 408)]
    [InlineData(503, 500)]
    public void What_the_proxy_says_of_a_phone_that_cannot_be_woken_is_told(int status, int told)
    {
        using var scene = new EdgeScene();
        scene.Registers(Old);
        scene.Edge.Answers(scene.Calls(Old), status);
        scene.Edge.Receives("ACK *");

        scene.Alice.Receives($"SIP/2.0 {told} *");
    }

    [Fact]
    public void Proxy_that_loses_patience_with_a_phone_that_rang_is_believed()
    {
        using var scene = new EdgeScene();
        scene.Registers(Old, Push);
        var invite = scene.Calls(Old);
        scene.Edge.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        scene.Edge.Answers(invite, 408);
        scene.Edge.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 408 *");
        scene.Network.Push.ExpectsNothing();
    }

    // An app that got a VoIP push must see the call, and the 430 was not its answer.
    [Fact]
    public void Phone_that_wakes_behind_the_proxy_after_the_caller_gave_up_gets_the_call_and_its_end()
    {
        using var scene = new EdgeScene();
        var push = ";" + WakeScene.Voip("tok-bob");
        scene.Registers(Old, push);
        scene.Edge.Answers(scene.Calls(Old), 430);
        scene.Edge.Receives("ACK *");
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Call!.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.Receives("SIP/2.0 487 *");
        scene.Registers(New, push);
        var invite = scene.Gets("INVITE", New);
        scene.Edge.Answers(invite, 180);
        scene.Edge.Answers(scene.Edge.Receives("CANCEL *"), 200);
        scene.Edge.Answers(invite, 487);

        scene.Edge.Receives("ACK *");
    }

    // The proxy is in Via: nobody else can take the answer to the phone.
    [Fact]
    public void Answer_goes_back_through_the_proxy_though_the_phone_has_registered_elsewhere_since()
    {
        using var scene = new EdgeScene();
        var carol = scene.Network.Phone("carol");
        carol.Registers();
        scene.Registers(Old);
        SendsInvite(scene.Edge, isBehindProxy: true);
        scene.Edge.Receives("SIP/2.0 100 *");
        var bob = scene.Network.Phone("bob");
        bob.Instance = EdgeScene.InstanceOf(1);
        bob.Registers();
        carol.Answers(carol.Receives("INVITE *"), 486);
        carol.Receives("ACK *");

        scene.Edge.Receives("SIP/2.0 486 *");
        bob.ReceivesNothing();
    }

    [Fact]
    public void Answer_goes_straight_back_though_the_phone_has_registered_through_a_proxy_since()
    {
        using var scene = new EdgeScene();
        var carol = scene.Network.Phone("carol");
        carol.Registers();
        var bob = scene.Network.Phone("bob");
        bob.Instance = EdgeScene.InstanceOf(1);
        bob.Registers();
        SendsInvite(bob, isBehindProxy: false);
        bob.Receives("SIP/2.0 100 *");
        scene.Registers(New);
        carol.Answers(carol.Receives("INVITE *"), 486);
        carol.Receives("ACK *");

        bob.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Devices_of_one_user_behind_the_proxy_are_told_apart_by_their_GRUUs(int device)
    {
        using var scene = new EdgeScene();
        var carol = scene.Network.Phone("carol");
        carol.Registers();
        scene.Registers(Old, device: 1);
        scene.Registers(New, device: 2);
        SendsInvite(scene.Edge, isBehindProxy: true, $"sip:bob@example.org;gr={EdgeScene.InstanceOf(device)}");
        scene.Edge.Receives("SIP/2.0 100 *");
        var invite = carol.ReceivesRequest("INVITE *");
        carol.Answers(invite, 200);
        scene.Edge.Receives("SIP/2.0 200 *");
        carol.SendsInDialog("BYE", invite);

        scene.Edge.Answers(scene.Edge.Receives($"BYE sip:bob@{(device == 1 ? Old : New)} SIP/2.0"), 200);
        carol.Receives("SIP/2.0 200 *");
    }

    static void SendsInvite(Phone sender, bool isBehindProxy, string contact = $"sip:bob@{Old}") => sender.Sends($"""
        INVITE sip:carol@example.org SIP/2.0
        {sender.Via()}
        {(isBehindProxy ? $"Via: SIP/2.0/UDP {Old};branch=z9hG4bK-below;rport" : "Accept: application/sdp")}
        From: <sip:bob@example.org>;tag=from-bob
        To: <sip:carol@example.org>
        Call-ID: call-of-bob
        CSeq: 1 INVITE
        Contact: <{contact}>
        {(isBehindProxy ? "Record-Route: <sip:198.51.100.9;lr>" : "Allow: BYE")}
        Content-Length: 0
        """);

    static void Ends(EdgeScene scene, SipRequest invite)
    {
        scene.Edge.ReceivesNothing();
        scene.Edge.Answers(invite, 486);
        scene.Edge.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 486 *");
    }
}
