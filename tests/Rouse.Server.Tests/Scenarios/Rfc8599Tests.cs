using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What RFC 8599 asks of the proxy and registrar; the sections stand beside each test.</summary>
public sealed class Rfc8599Tests
{
    const string Apns = "*;+sip.pns=\"apns\"";
    const string Fcm = "*;+sip.pns=\"fcm\"";

    // P01, §5.6.1.
    [Fact]
    public void Register_without_push_parameters_is_an_ordinary_one()
    {
        using var scene = new AppScene();
        Assert.Empty(Indicated(scene.Network.Phone("bob").Registers("")));
    }

    // P02, §5.6.1.1.
    [Fact]
    public void Register_that_another_proxy_serves_is_an_ordinary_one()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.SendsRegister(AppScene.Voip, headers: $"Feature-Caps: {Apns}");
        var answer = (SipResponse)bob.Receives("SIP/2.0 200 *");
        Assert.Empty(Indicated(answer));
        Assert.EndsWith(";expires=3600", answer.Value(HeaderName.Contact));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.ExpectsNothing();
        Assert.True(scene.HasLogged("another proxy wakes this phone"));
    }

    // P02: only sip.pns says so.
    [Fact]
    public void Register_with_other_feature_caps_is_served()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.SendsRegister(AppScene.Voip, headers: "Feature-Caps: *;+sip.pnsreg=\"130\"");
        Assert.Equal([Apns], Indicated(bob.Receives("SIP/2.0 200 *")));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.Expects("apns", "aaaa");
    }

    // P03, §5.6.1.1.
    [Theory]
    [InlineData("pn-provider=webpush;pn-prid=https%3A%2F%2Fpush.example.org%2F1")]
    [InlineData("pn-provider=apns;pn-param=OTHERTEAM1.org.example.phone.voip;pn-prid=aaaa")]
    [InlineData("pn-provider=apns;pn-prid=aaaa")]
    public void What_cannot_be_pushed_is_registered_without_an_indication(string push)
    {
        using var scene = new AppScene();
        Assert.Empty(Indicated(scene.Network.Phone("bob").Registers(push)));
    }

    // P05, P06, §5.6.1.1; P11, RFC 6809 §6.2.1: the value begins with a star.
    [Theory]
    [InlineData(AppScene.Voip, Apns)]
    [InlineData(AppScene.Both, Apns)]
    [InlineData(AppScene.Fcm, Fcm)]
    public void Register_of_a_configured_app_is_told_that_it_is_pushed(string push, string indication)
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        Assert.Equal([indication], Indicated(bob.Registers(push)));
        Assert.Equal([indication], Indicated(bob.Registers()));
    }

    // P07, §5.6.1.1 and §5.5: nobody could be woken in time.
    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void Binding_that_ends_too_soon_is_told_nothing(int seconds, int indications)
    {
        using var scene = new AppScene(push => push with { Reach = TimeSpan.Zero });
        Assert.Equal(indications, Indicated(scene.Network.Phone("bob").Registers(AppScene.Voip, seconds)).Length);
    }

    // P10, §5.4: a field for each type, each once.
    [Fact]
    public void Each_type_has_a_field_of_its_own()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.Instance = "";
        bob.SendsRegister(AppScene.Voip, headers: $"""
            Contact: <sip:bob@192.0.2.99;{AppScene.Fcm}>
            Contact: <sip:bob@192.0.2.98;{AppScene.Fcm.Replace("token", "other", StringComparison.Ordinal)}>
            """);
        Assert.Equal([Apns, Fcm], Indicated(bob.Receives("SIP/2.0 200 *")));
    }

    // Q01, §5.6.1.2.
    [Theory]
    [InlineData("pn-provider=apns", Apns)]
    [InlineData("pn-provider=FCM", Fcm)]
    [InlineData("pn-provider=webpush", null)]
    public void Question_for_a_type_is_answered_and_starts_no_pushes(string push, string? indication)
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        Assert.Equal(indication == null ? [] : [indication], Indicated(bob.Registers(push)));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.ExpectsNothing();
    }

    // Q03, §5.6.1.2.
    [Theory]
    [InlineData("pn-provider")]
    [InlineData("pn-provider=")]
    public void Question_for_all_types_is_answered_with_all(string push)
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        Assert.Equal([Apns, Fcm], Indicated(bob.Registers(push)));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.ExpectsNothing();
    }

    // Q03: the generic endpoint takes whatever phones have.
    [Fact]
    public void Generic_endpoint_answers_for_the_usual_types()
    {
        using var network = new TestNetwork();
        Assert.Equal([Apns, Fcm], Indicated(network.Phone("bob").Registers("pn-provider")));
        Assert.Equal(["*;+sip.pns=\"webpush\""], Indicated(network.Phone("bob").Registers("pn-provider=webpush")));
    }

    // D04, §5.6.2: the answer brings the REGISTER that counts.
    [Fact]
    public void Call_stays_held_when_the_register_of_the_woken_phone_is_challenged()
    {
        using var scene = new AuthScene();
        scene.Bob.Registers(AppScene.Voip);
        scene.Bob.FallsAsleep();
        scene.Alice.Invites("bob").Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Network.Push.Expects("apns", "aaaa");
        scene.Bob.SendsRegister();
        scene.Bob.Receives("SIP/2.0 401 *");
        scene.Bob.ReceivesNothing();
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Bob.ReceivesRequest("INVITE *");
    }

    // E03, §5.5; E04, §4.1.2: an un-REGISTER has no pn-prid.
    [Fact]
    public void Logout_without_a_token_ends_the_pushes()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.Registers(AppScene.Voip);
        bob.Registers("pn-provider=apns;pn-param=TEAM123456.org.example.phone.voip", expires: 0);
        scene.Alice.Invites("bob");
        scene.Alice.Receives("SIP/2.0 404 *");
        scene.Push.ExpectsNothing();
    }

    // E04: nor may a refresh that keeps the binding.
    [Fact]
    public void Refresh_without_a_token_ends_the_pushes()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.Registers(AppScene.Voip);
        bob.Registers("pn-provider=apns;pn-param=TEAM123456.org.example.phone.voip");
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
    }

    // S01, §13; every test of the network watches it, this one looks.
    [Fact]
    public void No_push_parameter_reaches_the_other_user()
    {
        using var scene = new AppScene();
        var bob = scene.Sleeper("bob", AppScene.Voip);
        scene.Call("bob");
        bob.Registers();
        var invite = bob.ReceivesRequest("INVITE *");
        bob.Answers(invite, 180);
        Assert.DoesNotContain("pn-", scene.Alice.Receives("SIP/2.0 180 *").Wire(), StringComparison.Ordinal);
        bob.Answers(invite, 200);
        Assert.DoesNotContain("pn-", scene.Alice.Receives("SIP/2.0 200 *").Wire(), StringComparison.Ordinal);
    }

    static string[] Indicated(SipMessage answer) => answer.Values(HeaderName.FeatureCaps);
}
