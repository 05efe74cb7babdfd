using Rouse.Rendering;
using Rouse.Sandbox;

namespace Rouse.Demo;

/// <summary>A message wakes a sleeping Android phone through FCM.</summary>
sealed class MessageScene(DemoStage stage, TimeProvider time)
{
    const string Text = "Are you awake?";

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var (alice, bob) = (stage.AliceAndroid, stage.BobIphone);
        stage.Headline("2. A message wakes a sleeping Android phone");
        await stage.FallsAsleepAsync(alice, cancellation);
        stage.Tell("alice's phone falls asleep (its connection is closed)");

        var began = time.GetTimestamp();
        var sending = bob.App.SendMessageAsync(DemoStage.Alice, Text, cancellation);
        stage.Tell($"bob sends \"{Text}\" to alice");
        var push = await alice.WakeUpAsync(cancellation);
        if (push is not { Service: SandboxService.Fcm, Urgent: true })
            throw new DemoException($"alice's phone was woken by {push.Service} ({push.Kind}) and not by an urgent FCM message");
        stage.Tell("an urgent FCM message reaches alice's phone (sandbox: nothing was sent to Apple/Google)");
        var message = await alice.App.NextMessageAsync(cancellation);
        var (status, callId) = await sending;
        if (status != 200 || message.Text != Text || message.CallId != callId)
            throw new DemoException($"bob's message was answered with {status}; alice read \"{message.Text}\"");
        if (PushPayload.CallIdOf(push) is var pushed && pushed != callId)
            throw new DemoException($"the push was about the message {pushed ?? "(none)"}, the MESSAGE is {callId}");
        stage.Tell($"alice's phone wakes up, registers and gets the message after {LocalTime.Show(time.GetElapsedTime(began))}");
        await stage.ShowTimelineAsync(callId, cancellation);
    }
}
