using Rouse.Protocol.Sip;
using Rouse.Server.Push;
using Rouse.Server.Records;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Settings that change while the server runs count for what comes after.</summary>
public sealed class ReloadTests
{
    [Fact]
    public void Ring_window_counts_for_the_next_call_and_not_for_one_that_is_held()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        Change(scene.Network, options => options with { Push = options.Push with { RingWindow = TimeSpan.FromSeconds(10) } });
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
        scene.Call();
        scene.Advance(TimeSpan.FromSeconds(10) - WakeScene.Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(WakeScene.Tick);
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Advance(70);
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Forget();
    }

    [Fact]
    public void Times_of_registrations_count_for_the_next_one()
    {
        using var network = new TestNetwork();
        var bob = network.Phone("bob");
        Assert.EndsWith(";expires=86400", bob.Registers(expires: 90_000).Value(HeaderName.Contact));
        Change(network, options => options with { Registrar = options.Registrar with { MaxExpires = TimeSpan.FromHours(2) } });
        Assert.EndsWith(";expires=7200", bob.Registers(expires: 90_000).Value(HeaderName.Contact));
    }

    [Fact]
    public void Reach_counts_for_the_next_registration()
    {
        using var scene = new WakeScene();
        Change(scene.Network, options => options with { Push = options.Push with { Reach = TimeSpan.FromDays(2) } });
        Assert.EndsWith(";expires=172800", scene.Bob.Registers().Value(HeaderName.Contact));
    }

    [Fact]
    public void Users_of_a_domain_that_is_added_register_and_are_called()
    {
        using var network = new TestNetwork();
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Domain = "example.net";
        bob.SendsRegister();
        bob.Receives("SIP/2.0 404 *");
        network.Server.ChangeDomains(["example.org", "example.net"]);
        bob.Registers();
        alice.Requests("MESSAGE", "sip:bob@EXAMPLE.net");

        bob.Answers(bob.Receives("MESSAGE *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Domain_that_is_taken_away_is_nobody_s_and_its_calls_go_on()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Network.Server.ChangeDomains(["example.net"]);
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org");
        scene.Alice.Receives("SIP/2.0 404 *");
        scene.Bob.SendsRegister();
        scene.Bob.Receives("SIP/2.0 404 *");
        scene.AliceHangsUp();
        scene.NothingElseHappens();

        scene.Network.Server.ChangeDomains(["example.org"]);
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Records_of_a_domain_count_as_long_as_it_is_ours()
    {
        using var network = new TestNetwork();
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Registers();
        network.Server.Records.Replace(RecordsFile.Parse("sip:team@example.net sip:bob@example.org", "records.txt").Contacts);
        alice.Requests("MESSAGE", "sip:team@example.net");
        alice.Receives("SIP/2.0 404 *");
        network.Server.ChangeDomains(["example.org", "example.net"]);
        alice.Requests("MESSAGE", "sip:team@example.net");

        bob.Answers(bob.Receives("MESSAGE *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Limit_of_pushes_counts_at_once()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        Change(scene.Network, options => options with { Push = options.Push with { MaxPerPhone = 1 } });
        scene.Call();
        scene.Push.ExpectsNothing();
        scene.Alice.ForgetsUnread();
    }

    [Fact]
    public void Phone_whose_app_gets_credentials_is_pushed_without_registering_again()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", "pn-provider=apns;pn-param=TEAM999999.org.example.other.voip;pn-prid=cccc");
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        var app = App(scene.Push, "TEAM999999.org.example.other");

        Assert.Equal(1, scene.Network.Server.ChangeApps([.. AppsOf(scene), app]));
        scene.Call("bob");
        scene.Push.Expects("apns", "cccc");
    }

    [Fact]
    public void Phone_whose_register_waits_for_the_disk_when_its_app_gets_credentials_is_pushed()
    {
        using var scene = new DurableScene(pushApps: push => [App(push, "TEAM123456")]);
        var carol = scene.Network.Phone("carol");
        scene.Store.IsStuck = true;
        carol.SendsRegister("pn-provider=apns;pn-param=TEAM999999.org.example.other.voip;pn-prid=cccc");
        scene.Network.Server.ChangeApps([.. scene.Network.PushApps, App(scene.Network.Push, "TEAM999999.org.example.other")]);
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        carol.Receives("SIP/2.0 200 *");
        carol.FallsAsleep();
        scene.Alice.Invites("carol");
        scene.Network.Push.Expects("apns", "cccc");
        scene.Alice.ForgetsUnread();
    }

    [Fact]
    public void Phone_whose_app_loses_its_credentials_is_not_pushed_any_more()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip);

        Assert.Equal(1, scene.Network.Server.ChangeApps([]));
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 Phone Is Not Connected And Cannot Be Pushed");
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refused_token_is_pushed_again_when_its_app_has_changed_and_only_then(bool isOfApp)
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip);
        scene.Push.Outcome = FakePush.Refused;
        scene.Call("bob");
        scene.Push.Expects("apns", "aaaa");
        scene.Alice.ForgetsUnread();
        scene.Push.Outcome = FakePush.Accepted;
        var apps = AppsOf(scene);
        var changed = isOfApp ? 0 : 1;
        scene.Network.Server.ChangeApps([.. apps.Select((app, index) => index == changed ? app with { } : app)]);
        scene.Call("bob");

        if (isOfApp)
            scene.Push.Expects("apns", "aaaa");
        else
            scene.Push.ExpectsNothing();
        scene.Alice.ForgetsUnread();
    }

    [Fact]
    public void Cause_that_blames_the_app_is_told_again_after_a_change()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip);
        scene.Push.Outcome = AppScene.BadKey;
        scene.Call("bob");
        scene.Network.Logs.ExpectError("its settings in [push.apps] are wrong");
        scene.Alice.ForgetsUnread();
        scene.Network.Server.ChangeApps([.. AppsOf(scene).Select(app => app with { })]);
        scene.Call("bob");
        scene.Network.Logs.ExpectError("its settings in [push.apps] are wrong");
        scene.Alice.ForgetsUnread();
        scene.Push.Forget();
    }

    static void Change(TestNetwork network, Func<ServerOptions, ServerOptions> change) => network.Server.Change(change(network.Options));

    static IReadOnlyList<PushApp> AppsOf(AppScene scene) => scene.Network.PushApps;

    static PushApp App(FakePush push, string prefix) => new()
    {
        Name = "apns another",
        Type = "apns",
        Provider = push,
        Serves = param => param.StartsWith(prefix, StringComparison.Ordinal),
    };
}
