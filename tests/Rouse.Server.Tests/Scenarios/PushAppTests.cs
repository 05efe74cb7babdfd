using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Apps with credentials of their own, and phones of apps without.</summary>
public sealed class PushAppTests
{
    [Fact]
    public void Phone_of_an_app_without_credentials_is_treated_as_one_that_cannot_be_pushed()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        var answer = bob.Registers("pn-provider=apns;pn-param=TEAM.org.linphone.phone.voip;pn-prid=cccc");
        Assert.EndsWith(";expires=3600", answer.Value(HeaderName.Contact));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 Phone Is Not Connected And Cannot Be Pushed");
        scene.Push.ExpectsNothing();
        Assert.True(scene.HasLogged("no push to phone 1: no push credentials for TEAM.org.linphone.phone.voip"));
    }

    [Fact]
    public void Phone_of_an_app_with_credentials_stays_registered_and_is_pushed()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        Assert.EndsWith(";expires=2073600", bob.Registers(AppScene.Voip).Value(HeaderName.Contact));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.Expects("apns", "aaaa");
    }

    [Fact]
    public void Each_app_has_its_policy()
    {
        using var scene = new AppScene();
        scene.Network.Phone("bob").Registers(AppScene.Voip);
        scene.Network.Phone("carol").Registers(AppScene.Fcm);
        scene.Call("bob");
        scene.Push.ExpectsNothing();
        scene.Call("carol");
        scene.Push.Expects("fcm", "token");
    }

    [Theory]
    [InlineData(AppScene.Voip, "aaaa", PushService.Voip)]
    [InlineData(AppScene.Both, "aaaa", PushService.Voip)]
    [InlineData("pn-provider=apns;pn-param=TEAM123456.org.example.phone;pn-prid=bbbb", "bbbb", PushService.Remote)]
    [InlineData(AppScene.Fcm, "token", PushService.Unspecified)]
    public void Call_says_for_which_service_its_token_was_given(string push, string token, PushService service)
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", push);
        scene.Call("bob");
        var message = scene.Push.Expects(push.StartsWith("pn-provider=fcm", StringComparison.Ordinal) ? "fcm" : "apns", token);
        Assert.Equal((PushEvent.Call, service), (message.Event, message.Service));
    }

    [Fact]
    public void Message_takes_the_token_for_notifications()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Both);
        scene.Alice.SendsMessage("bob");
        var message = scene.Push.Expects("apns", "bbbb");
        Assert.Equal((PushEvent.Message, PushService.Remote), (message.Event, message.Service));
    }

    [Fact]
    public void Message_to_a_phone_with_only_a_voip_token_pushes_nothing_and_says_so()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip);
        scene.Alice.SendsMessage("bob");
        scene.Push.ExpectsNothing();
        Assert.True(scene.HasLogged("no push to phone 1: it gave only a VoIP token, which must announce a call"));
    }

    [Fact]
    public void Token_is_as_old_as_the_last_register_that_brought_it()
    {
        using var scene = new AppScene();
        var bob = scene.Network.Phone("bob");
        bob.Registers(AppScene.Voip);
        scene.Network.Advance(1000);
        bob.Registers();
        var registered = scene.Network.Clock.GetUtcNow();
        bob.FallsAsleep();
        scene.Network.Advance(500);
        scene.Call("bob");
        Assert.Equal(registered, scene.Push.Expects("apns", "aaaa").TokenSince);
    }

    [Fact]
    public void Texts_that_the_app_asked_for_are_in_the_push()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip + ";pn-call-str=MY_CALL;pn-msg-snd=my%20sound.caf;pn-other=x");
        scene.Call("bob");
        var texts = scene.Push.Expects("apns", "aaaa").Texts;
        Assert.Equal(("MY_CALL", "my sound.caf", 2), (texts["pn-call-str"], texts["pn-msg-snd"], texts.Count));
    }

    [Fact]
    public void Invitation_to_a_chat_room_names_the_room()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Both);
        scene.Alice.Invites("bob", "Content-Type: application/resource-lists+xml", "<resource-lists/>");
        var message = scene.Push.Expects("apns", "bbbb");
        Assert.Equal((PushEvent.Message, "sip:alice@example.org"), (message.Event, message.ChatRoom));
    }

    [Fact]
    public void Call_names_no_room()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Both);
        scene.Call("bob");
        Assert.Null(scene.Push.Expects("apns", "aaaa").ChatRoom);
    }

    [Fact]
    public void Token_that_apple_calls_dead_answers_the_caller_at_once_if_no_other_device_can_ring()
    {
        using var scene = new AppScene();
        scene.Push.Outcome = new PushOutcome(PushVerdict.DeadToken, 410, "410 Unregistered", 1);
        scene.Sleeper("bob", AppScene.Voip);
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: App Was Removed");
        Assert.Equal(0, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Error_of_the_configuration_is_one_loud_line_and_marks_no_token()
    {
        using var scene = new AppScene();
        scene.Push.Outcome = AppScene.BadKey;
        for (var i = 1; i <= 6; i++)
        {
            scene.Sleeper($"bob{i}", AppScene.Voip.Replace("aaaa", $"aa0{i}", StringComparison.Ordinal));
            scene.Call($"bob{i}");
            scene.Alice.Receives("SIP/2.0 480 *");
            scene.Push.Expects("apns", $"aa0{i}");
        }
        scene.Call("bob1");
        scene.Push.Expects("apns", "aa01");
        scene.Network.Logs.ExpectError(
            "the provider refuses every push of apns org.example.phone production (403 InvalidProviderToken): "
            + "its settings in [push.apps] are wrong; no phone of it can be woken");
        Assert.Empty(scene.Network.Logs.Errors);
    }

    [Fact]
    public void Error_of_the_configuration_is_told_again_after_a_push_was_taken()
    {
        using var scene = new AppScene();
        scene.Sleeper("bob", AppScene.Voip);
        foreach (var outcome in (PushOutcome[])[AppScene.BadKey, FakePush.Accepted, AppScene.BadKey])
        {
            scene.Push.Outcome = outcome;
            scene.Call("bob");
            scene.Alice.ForgetsUnread();
        }
        scene.Network.Logs.ExpectError("the provider refuses every push");
        scene.Network.Logs.ExpectError("the provider refuses every push");
    }

    [Fact]
    public void Push_and_its_answer_are_one_line_of_the_log()
    {
        using var scene = new AppScene();
        scene.Push.Outcome = new PushOutcome(PushVerdict.Accepted, 200, "200", 1);
        scene.Sleeper("bob", AppScene.Voip);
        scene.Call("bob");
        Assert.Contains(
            "Information: push for a Call to bob@example.org by apns org.example.phone production: Accepted (200)",
            scene.Network.Logs.Lines);
    }
}
