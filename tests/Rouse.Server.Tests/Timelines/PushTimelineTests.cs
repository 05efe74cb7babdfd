using Rouse.Push;
using Rouse.Server.Tests.Scenarios;
using Rouse.Server.Timelines;
using static Rouse.Server.Tests.Scenarios.WakeScene;
using static Rouse.Server.Tests.Timelines.TimelineScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls whose push was not accepted, or not sent.</summary>
public sealed class PushTimelineTests
{
    [Fact]
    public void Token_is_dead()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(0.09);
        scene.PushIsAnswered(new PushOutcome(PushVerdict.DeadToken, 410, "410 Unregistered", 1) { ProviderId = "id-1" });

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs says that the token is dead (410 Unregistered).
            ? The app was removed or installed anew; it can be woken again when it has registered.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                90 push to phone 1 refused, the token is dead (410 Unregistered, id id-1)
                90 phone 1 is given up: Phone Cannot Be Woken: App Was Removed
                90 the caller gets 480 Phone Cannot Be Woken: App Was Removed
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Token_is_of_another_environment()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 400, "400 BadDeviceToken", 2));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs refused the token (400 BadDeviceToken, 2 attempts).
            ? Often: a token of the other environment; compare environment of this app in [push.apps].
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 refused (400 BadDeviceToken, 2 attempts)
                 0 phone 1 is given up: Phone Cannot Be Woken: Push Refused
                 0 the caller gets 480 Phone Cannot Be Woken: Push Refused
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Token_was_refused_before()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 400, "400 BadDeviceToken", 1));
        scene.Alice.ForgetsUnread();
        scene.Call();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The phone was not connected;
            no push: its token was refused before (400 BadDeviceToken).
            ? The token is tried again when the phone has registered.
            phone 1 = TCP 192.0.2.12:40001
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 no push to phone 1: its token was refused before (400 BadDeviceToken)
                 0 phone 1 is given up: Phone Is Asleep
                 0 the caller gets 480 Phone Is Asleep
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Key_is_wrong()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 403, "403 InvalidProviderToken", 1) { IsConfigurationError = true });
        scene.Network.Logs.ExpectError("the provider refuses every push");

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs refused the push because of our configuration (403 InvalidProviderToken).
            ? Check key, key_id, team_id and environment of this app in [push.apps].
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 refused (403 InvalidProviderToken)
                 0 phone 1 is given up: Phone Cannot Be Woken: Push Refused
                 0 the caller gets 480 Phone Cannot Be Woken: Push Refused
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Provider_is_down()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(20);
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Failed, 503, "503 ServiceUnavailable", 7));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs did not take the push (503 ServiceUnavailable, 7 attempts).
            ? Often: the provider is down, or a firewall keeps this server from it.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
             20000 push to phone 1 failed (503 ServiceUnavailable, 7 attempts)
             20000 phone 1 is given up: Phone Cannot Be Woken: Push Failed
             20000 the caller gets 480 Phone Cannot Be Woken: Push Failed
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Provider_answers_nothing()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(RingWindow);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            No answer of APNs to the push in 90 s.
            ? Often: the provider is down, or a firewall keeps this server from it.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
             90000 push to phone 1 failed (the call was over)
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Endpoint_of_the_operator_refuses()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 404, "no such device", 1) { IsOfEndpoint = true });

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The push service refused the token (404 no such device).
            ? The token is not tried again until the phone registers.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 refused (404 no such device)
                 0 phone 1 is given up: Phone Cannot Be Woken: Push Refused
                 0 the caller gets 480 Phone Cannot Be Woken: Push Refused
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Too_many_pushes_were_sent()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Failed, 0, "the phone has got 10 pushes in a minute", 0));

        Assert.Equal("The push did not leave: the phone has got 10 pushes in a minute.", Told.Newest(scene.Network).Verdict);
        Assert.Equal("The limits of [push] keep a flood of calls from emptying a phone's battery.", Told.Newest(scene.Network).Hint);
        Assert.False(Told.Newest(scene.Network).WasPushed);
    }

    [Fact]
    public void Push_does_not_leave()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Failed, 0, "queue full", 0));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The push did not leave: queue full.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 failed (queue full)
                 0 phone 1 is given up: Phone Cannot Be Woken: Push Failed
                 0 the caller gets 480 Phone Cannot Be Woken: Push Failed
            """,
            Told.Of(scene.Network));
    }

    [Theory]
    [InlineData("400 DeviceTokenNotForTopic", "The token is of another app than pn-param says.")]
    [InlineData("403 SENDER_ID_MISMATCH", "The token is of another Firebase project than the service account.")]
    [InlineData("404 Not Found", "The token is not tried again until the phone registers.")]
    public void What_a_refusal_means(string reason, string hint)
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, int.Parse(reason[..3], null), reason, 1));

        Assert.Equal(hint, Told.Newest(scene.Network).Hint);
    }

    [Theory]
    [InlineData(nameof(NoPush.NoCredentials), "no push credentials for T.app", "Give the keys of this app in [push.apps].")]
    [InlineData(nameof(NoPush.Defect), "no token", "Its app writes its push parameters in a form that cannot be used (RFC 8599).")]
    [InlineData(nameof(NoPush.Other), "another proxy wakes it", null)]
    public void Why_no_push_was_sent(string kind, string why, string? hint)
    {
        var scene = new TimelineScene();
        var call = scene.Begins("a", At(StepKind.PhoneFound, 2, phone: 1, new PhoneState("", true, false)));
        call.AddPhone();
        Note(call, At(StepKind.NotPushed, (int)Enum.Parse<NoPush>(kind), phone: 1, why), At(StepKind.Final, 480));
        var told = scene.Ring.Read(call);

        Assert.Equal(($"The phone was not connected; no push: {why}.", hint), (told.Verdict, told.Hint));
    }

    [Theory]
    [InlineData("fcm", "Check service_account and project_number of this app in [push.apps].")]
    [InlineData("apns.dev", "Check key, key_id, team_id and environment of this app in [push.apps].")]
    public void What_an_operator_must_check(string provider, string hint)
    {
        var push = new SentPush(provider, "app", PushEvent.Call, PushService.Unspecified);
        var refused = new PushOutcome(PushVerdict.Refused, 401, "401 UNAUTHENTICATED", 1) { IsConfigurationError = true };
        var scene = new TimelineScene();
        var call = scene.Begins("a", At(StepKind.PushSent, phone: 1, detail: push), At(StepKind.PushAnswered, 401, phone: 1, refused));
        call.AddPhone();
        Note(call, At(StepKind.Final, 480));

        Assert.Equal(hint, scene.Ring.Read(call).Hint);
    }

    [Theory]
    [InlineData("apns", "T.app.voip", PushEvent.Call, PushService.Unspecified, "VoIP push")]
    [InlineData("apns", "T.app", PushEvent.Call, PushService.Voip, "VoIP push")]
    [InlineData("apns", "T.app", PushEvent.Call, PushService.Remote, "alert push")]
    [InlineData("apns", "T.app.voip", PushEvent.Message, PushService.Remote, "alert push")]
    [InlineData("apns", "T.app", PushEvent.Cancel, PushService.Remote, "background push")]
    [InlineData("fcm", "p", PushEvent.Message, PushService.Unspecified, "high-priority data push")]
    [InlineData("fcm", "p", PushEvent.Cancel, PushService.Unspecified, "data push")]
    [InlineData("webpush", "p", PushEvent.Call, PushService.Unspecified, "push")]
    public void Kinds_of_push(string provider, string app, PushEvent happened, PushService service, string kind) =>
        Assert.Equal(kind, new SentPush(provider, app, happened, service).Kind);

    static WakeScene Sleeping()
    {
        var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        return scene;
    }
}
