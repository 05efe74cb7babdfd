using Rouse.Push;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What an operator is told of a phone: would a push be sent, and what comes of one.</summary>
public sealed class PushInspectionTests : IDisposable
{
    const string App = "apns org.example.phone production";

    readonly AppScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(AppScene.Both, App, "token in order")]
    [InlineData(AppScene.Voip, App, "token in order, for calls only")]
    [InlineData(AppScene.Fcm, "fcm org.example.phone", "token in order")]
    [InlineData("", null, "the phone gave no push parameters")]
    [InlineData("pn-provider=apns", null, "the phone gave no token (pn-prid)")]
    [InlineData("pn-provider=apns;pn-prid=aaaa", null, "pn-param is missing")]
    [InlineData("pn-provider=apns;pn-param=T.a.b.voip;pn-prid=aaaa", null, "no push credentials for T.a.b.voip")]
    public void Phone_is_reachable_if_its_app_is_configured(string push, string? app, string text)
    {
        _scene.Network.Phone("bob").Registers(push);
        Assert.Equal(new PushState(app != null, app, text), State());
    }

    [Fact]
    public void Phone_of_another_proxy_is_not_ours()
    {
        var bob = _scene.Network.Phone("bob");
        bob.SendsRegister(AppScene.Voip, headers: "Feature-Caps: *;+sip.pns=\"apns\"");
        bob.Receives("SIP/2.0 200 *");
        Assert.Equal(new PushState(false, null, "another proxy wakes this phone (Feature-Caps in its REGISTER)"), State());
    }

    [Theory]
    [InlineData(5, "5 s")]
    [InlineData(119, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7_199, "119 min")]
    [InlineData(7_200, "2 h")]
    public void Refused_token_tells_when_and_why(int seconds, string ago)
    {
        _scene.Push.Outcome = FakePush.Refused;
        _scene.Sleeper("bob", AppScene.Voip);
        _scene.Call("bob");
        _scene.Network.Advance(seconds);
        Assert.Equal(new PushState(false, App, $"token refused {ago} ago (Not Found); its next REGISTER ends that"), State());
    }

    [Fact]
    public void Refused_token_for_messages_does_not_make_calls_unreachable()
    {
        _scene.Push.Outcome = FakePush.Refused;
        _scene.Sleeper("bob", AppScene.Both);
        _scene.Alice.SendsMessage("bob");
        Assert.Equal(new PushState(true, App, "token in order; the one for messages was refused 0 s ago (Not Found)"), State());
    }

    [Fact]
    public void Dead_token_of_a_connected_phone_is_told()
    {
        _scene.Push.Outcome = FakePush.Dead;
        _scene.Network.Phone("bob").Registers(AppScene.Voip);
        _scene.Network.Advance(151);
        _scene.Call("bob");
        Assert.Equal(new PushState(false, null, "the token is dead: the provider said so since the last REGISTER"), State());
    }

    [Fact]
    public void App_that_is_refused_is_told()
    {
        _scene.Push.Outcome = AppScene.BadKey;
        _scene.Sleeper("bob", AppScene.Fcm);
        _scene.Call("bob");
        Assert.Equal("token in order, but the provider refuses every push of the app (403 InvalidProviderToken)", State().Text);
        _scene.Network.Logs.ExpectError("the provider refuses every push");
    }

    [Theory]
    [InlineData(AppScene.Both, "apns", "bbbb", PushService.Remote)]
    [InlineData(AppScene.Fcm, "fcm", "token", PushService.Unspecified)]
    public async Task Trial_is_a_message_without_people(string push, string provider, string token, PushService service)
    {
        _scene.Network.Phone("bob").Registers(push);
        var trial = await Try();
        Assert.Equal(FakePush.Accepted, trial.Outcome);
        Assert.EndsWith(
            ": accepted, so the phone should show a message; only the phone knows whether it came (OK, 0 ms)", trial.Text);
        var message = _scene.Push.Expects(provider, token);
        Assert.Equal(
            (PushEvent.Message, service, null, null, TimeSpan.FromSeconds(25)),
            (message.Event, message.Service, message.CallerUri, message.CallerName, message.TimeToLive));
        Assert.StartsWith("test-", message.CallId);
    }

    [Fact]
    public async Task Trial_needs_a_token_that_may_announce_nothing()
    {
        _scene.Network.Phone("bob").Registers(AppScene.Voip);
        var trial = await Try();
        Assert.Equal(
            new PushTrial(
                null, "the phone gave only a VoIP token, and iOS stops an app that gets a VoIP push without a call: call it instead"),
            trial);
        _scene.Push.ExpectsNothing();
    }

    [Fact]
    public async Task Trial_of_a_phone_without_credentials_says_so()
    {
        _scene.Network.Phone("bob").Registers("pn-provider=apns;pn-param=T.a.b;pn-prid=aaaa");
        Assert.Equal(new PushTrial(null, "no push credentials for T.a.b"), await Try());
    }

    [Theory]
    [InlineData(PushVerdict.DeadToken, "the token is dead: the app was removed; no push until the phone registers again")]
    [InlineData(PushVerdict.Refused, "refused: the token is of another app or environment; no push until the next REGISTER")]
    [InlineData(PushVerdict.Failed, "no answer that counts; the token may be in order")]
    public async Task Trial_explains_the_answer(PushVerdict verdict, string meaning)
    {
        _scene.Network.Phone("bob").Registers(AppScene.Both);
        _scene.Push.Outcome = new PushOutcome(verdict, 0, "why", 1);
        Assert.Equal($"{App}: {meaning} (why, 0 ms)", (await Try()).Text);
    }

    [Fact]
    public async Task Trial_counts_as_any_other_push()
    {
        _scene.Network.Phone("bob").Registers(AppScene.Fcm);
        _scene.Push.Outcome = FakePush.Refused;
        await Try();
        Assert.False(State().IsReachable);
        _scene.Push.Outcome = FakePush.Accepted;
        await Try();
        Assert.True(State().IsReachable);
    }

    [Fact]
    public async Task Trial_in_the_sandbox_says_that_nothing_was_sent()
    {
        using var scene = new AppScene(isSandbox: true);
        scene.Push.Outcome = FakePush.Accepted with { IsSandbox = true };
        scene.LocalPhone("bob").Registers(AppScene.Fcm);
        var trial = await scene.Network.Server.PushInspection.TryAsync(Bob(scene), TestContext.Current.CancellationToken);
        Assert.StartsWith("fcm sandbox: accepted", trial.Text);
        Assert.EndsWith("; sandbox: nothing was sent to Apple/Google", trial.Text);
    }

    [Fact]
    public void Phone_that_only_the_sandbox_pushes_is_not_shown_as_reachable_by_a_push_without_saying_so()
    {
        using var scene = new AppScene(isSandbox: true);
        scene.LocalPhone("bob").Registers(AppScene.Fcm);
        Assert.Equal(
            new PushState(true, "fcm sandbox", "token in order; sandbox: nothing is sent to Apple/Google"),
            scene.Network.Server.PushInspection.StateOf(Bob(scene)));
    }

    PushState State() => _scene.Network.Server.PushInspection.StateOf(Bob(_scene));

    Task<PushTrial> Try() => _scene.Network.Server.PushInspection.TryAsync(Bob(_scene), TestContext.Current.CancellationToken);

    static Binding Bob(AppScene scene) => Assert.Single(scene.Network.Server.Locations.Find(new("bob", "example.org")));
}
