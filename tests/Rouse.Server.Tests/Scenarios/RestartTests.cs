using Rouse.Server.Location;
using Rouse.Server.Push;
using Rouse.Server.Tests.Location;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The process is killed at once after an answer, and starts again: what it acknowledged it still knows.</summary>
public sealed class RestartTests
{
    static readonly AddressOfRecord Bob = new("bob", "example.org");

    [Fact]
    public void Phone_on_a_connection_is_asleep_and_woken()
    {
        using var scene = new DurableScene();
        scene.Crashes();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        scene.IsDelivered(call);
    }

    [Fact]
    public void Phone_on_udp_is_dormant_and_gets_the_call_on_its_flow_and_a_push()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Crashes();
        var binding = Assert.Single(scene.Network.Server.Locations.Find(Bob));
        Assert.Equal(Reachability.Dormant, Reachabilities.Of(binding, scene.Network.Clock));
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.IsDelivered(call);
    }

    [Fact]
    public void Phone_on_udp_that_speaks_again_is_awake_and_not_pushed()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Crashes();
        scene.Bob.Pings();
        scene.IsDelivered(scene.Call());
        scene.Network.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_without_push_on_udp_is_reached()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Crashes();
        scene.IsDelivered(scene.Call());
    }

    [Fact]
    public void Unregistered_phone_never_comes_back()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Bob.Registers(expires: 0);
        scene.Crashes();
        scene.FindsNobody();
    }

    [Fact]
    public void Logout_of_all_phones_ends_them_all()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Network.Phone("bob").Registers(WakeScene.Voip("tok-other"));
        scene.Bob.Sends($"""
            REGISTER sip:example.org SIP/2.0
            {scene.Bob.Via()}
            From: <sip:bob@example.org>;tag=all
            To: <sip:bob@example.org>
            Call-ID: all
            CSeq: 1 REGISTER
            Max-Forwards: 70
            Contact: *
            Expires: 0
            Content-Length: 0
            """);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Crashes();
        scene.FindsNobody();
        Assert.Equal(0, scene.Network.Server.Bindings);
    }

    [Fact]
    public void New_token_replaces_the_old_one()
    {
        using var scene = new DurableScene();
        scene.Bob.Registers(WakeScene.Voip("tok-new"));
        scene.Crashes();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-new");
        scene.Network.Push.ExpectsNothing();
        scene.Bob.Registers();
        scene.IsDelivered(call);
    }

    [Fact]
    public void App_installed_anew_replaces_its_older_binding()
    {
        using var scene = new DurableScene();
        scene.Bob.Instance = "urn:uuid:00000000-0000-4000-8000-00000000abcd";
        scene.Bob.Registers();
        scene.Crashes();
        Assert.Equal(scene.Bob.Instance, Assert.Single(scene.Network.Server.Locations.Find(Bob)).Identity.Instance);
    }

    [Fact]
    public void Moved_phone_is_reached_where_it_is_now()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        // Its Contact stays what it was: only the NAT gave it another port.
        scene.Bob.ClaimedHostPort = "10.0.0.1:5060";
        scene.Bob.Registers();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Network.Advance(1);
        scene.Crashes();
        var call = scene.Call();
        scene.IsDelivered(call);
        Assert.Equal(scene.Bob.HostPort, scene.Bob.ReceivedAt!.ToString());
    }

    [Fact]
    public void Dead_token_is_not_pushed_again()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Network.Advance(200);
        scene.Network.Push.Outcome = FakePush.Dead;
        scene.IsDelivered(scene.Call());
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Network.Advance(1);
        scene.Crashes();
        scene.IsDelivered(scene.Call());
        scene.Network.Push.ExpectsNothing();
    }

    [Fact]
    public void Whether_a_phone_can_be_pushed_is_what_the_configuration_says_now()
    {
        IReadOnlyList<PushApp> apps = [];
        using var scene = new DurableScene(pushApps: _ => apps);
        Assert.False(Assert.Single(scene.Network.Server.Locations.Find(Bob)).CanBePushed);
        Assert.True(Assert.Single(scene.Network.Server.Locations.Find(Bob)).HasPush);
        scene.Crashes();
        var binding = Assert.Single(scene.Network.Server.Locations.Find(Bob));
        Assert.Equal((true, false), (binding.HasPush, binding.CanBePushed));
    }

    [Fact]
    public void Later_register_is_newer_than_what_was_loaded()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        var desk = scene.Network.Phone("bob", SipTransport.Udp);
        scene.Network.Advance(1);
        desk.Registers("");
        scene.Crashes();
        var loaded = scene.Network.Server.Locations.Find(Bob);
        Assert.Equal([desk.Instance, scene.Bob.Instance], loaded.Select(b => b.Identity.Instance));
        Assert.All(loaded, b => Assert.True(b.ReceiveNumber < 0));
        scene.Bob.Registers();
        Assert.Equal([scene.Bob.Instance, desk.Instance], scene.Network.Server.Locations.Find(Bob).Select(b => b.Identity.Instance));
    }

    [Fact]
    public void Path_preference_and_domain_are_kept()
    {
        using var scene = new DurableScene(push: "");
        scene.Bob.Sends($"""
            REGISTER sip:example.org SIP/2.0
            {scene.Bob.Via()}
            From: <sip:bob@example.org>;tag=p
            To: <sip:b%6fb@example.org>
            Call-ID: path
            CSeq: 1 REGISTER
            Max-Forwards: 70
            Path: <sip:edge.example.org;lr>, <sip:192.0.2.99;lr>
            Contact: "Bob" <sip:bob@10.0.0.9?Subject=x>;q=0.25
            Content-Length: 0
            """);
        scene.Bob.Receives("SIP/2.0 200 *");
        var before = scene.Network.Server.Locations.Find(Bob)[1];
        scene.Crashes();
        var after = scene.Network.Server.Locations.Find(Bob)[1];
        Assert.Equal(["<sip:edge.example.org;lr>", "<sip:192.0.2.99;lr>"], after.Path.Select(Phone.Text));
        Assert.Equal((0.25, before.Id, before.Identity), (after.Q, after.Id, after.Identity));
        Assert.Equal(Phone.Text(before.Contact), Phone.Text(after.Contact));
        Assert.Equal("sip:bob@10.0.0.9", after.Uri.ToString());
        Assert.Same(after.Aor.Domain, scene.Network.Server.Locations.Find(Bob)[0].Aor.Domain);
    }

    [Fact]
    public void Second_crash_before_anybody_registered_loses_nothing()
    {
        using var scene = new DurableScene();
        scene.Crashes();
        scene.Crashes();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        scene.IsDelivered(call);
    }

    [Fact]
    public void Refresh_after_a_restart_is_a_new_registration_and_not_out_of_order()
    {
        using var scene = new DurableScene();
        scene.Crashes();
        scene.Bob.ChangesNetwork();
        scene.Bob.Sends($"""
            REGISTER sip:example.org SIP/2.0
            {scene.Bob.Via()}
            From: <sip:bob@example.org>;tag=f
            To: <sip:bob@example.org>
            Call-ID: fixed
            CSeq: 1 REGISTER
            Max-Forwards: 70
            Contact: <sip:bob@192.0.2.12>;+sip.instance="<{scene.Bob.Instance}>"
            Content-Length: 0
            """);
        scene.Bob.Receives("SIP/2.0 200 *");
        Assert.Equal(Registration.Hash("fixed"), Assert.Single(scene.Network.Server.Locations.Find(Bob)).CallIdHash);
    }
}
