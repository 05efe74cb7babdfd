using Rouse.Rendering;
using Rouse.Sandbox;
using Rouse.Sandbox.Softphones;

namespace Rouse.Demo;

/// <summary>A call wakes a sleeping iPhone by a VoIP push, is answered, carries audio both ways and is hung up.</summary>
sealed class CallScene(DemoStage stage, TimeProvider time)
{
    /// <summary>One second of audio.</summary>
    const int Packets = 50;

    /// <summary>The rest is the noise of µ-law.</summary>
    const double ClearShare = 0.9;

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var (alice, bob) = (stage.AliceAndroid, stage.BobIphone);
        stage.Headline("1. A call wakes a sleeping iPhone");
        await alice.App.RegisterAsync(cancellation);
        await bob.App.RegisterAsync(cancellation);
        stage.Tell("alice's phone (Android) and bob's phone (iPhone) register");
        await stage.FallsAsleepAsync(bob, cancellation);
        stage.Tell("bob's phone falls asleep (its connection is closed)");

        var began = time.GetTimestamp();
        await using var outgoing = await alice.App.CallAsync(DemoStage.Bob);
        stage.Tell("alice calls bob");
        var push = await bob.WakeUpAsync(cancellation);
        await using var incoming = await bob.App.NextCallAsync(cancellation);
        Check(push, incoming.CallId);
        stage.Tell("a VoIP push with the Call-ID of the call reaches bob's phone (sandbox: nothing was sent to Apple/Google)");
        await incoming.RingAsync();
        await outgoing.RingingAsync(cancellation);
        stage.Tell($"bob's phone wakes up, registers, gets the call and rings after {LocalTime.Show(time.GetElapsedTime(began))}");
        await incoming.AnswerAsync(cancellation);
        await outgoing.AnsweredAsync(cancellation);
        stage.Tell("bob answers");

        await TalkAsync(outgoing, incoming, cancellation);
        await outgoing.HangUpAsync(cancellation);
        if (await incoming.EndedAsync(cancellation) is not CallEnd.HungUpByOther and var how)
            throw new DemoException($"bob's call should have ended because alice hung up; it ended as {how}");
        stage.Tell("alice hangs up");
        await stage.ShowTimelineAsync(outgoing.CallId, cancellation);
    }

    async Task TalkAsync(OutgoingCall outgoing, IncomingCall incoming, CancellationToken cancellation)
    {
        var (alice, bob) = (stage.AliceAndroid, stage.BobIphone);
        await outgoing.HearAsync(Packets, cancellation);
        await incoming.HearAsync(Packets, cancellation);
        Check("alice", outgoing.Audio, bob.ToneHertz);
        Check("bob", incoming.Audio, alice.ToneHertz);
        stage.Tell($"they talk: alice got {outgoing.Audio.Received} RTP packets with bob's tone of {bob.ToneHertz} Hz, "
            + $"bob {incoming.Audio.Received} with alice's of {alice.ToneHertz} Hz");
    }

    static void Check(string listener, ToneStream audio, int hertz)
    {
        if (audio.Share(hertz) is < ClearShare and var share)
            throw new DemoException($"{listener} hears no clear tone of {hertz} Hz: it has {share:P0} of the power");
    }

    // The app must find the call that the push was about: iOS shows it before the INVITE comes.
    static void Check(AcceptedPush push, string callId)
    {
        if (push is not { Service: SandboxService.Apns, Kind: "voip" })
            throw new DemoException($"bob's phone was woken by {push.Service} ({push.Kind}) and not by a VoIP push");
        if (PushPayload.CallIdOf(push) is var pushed && pushed != callId)
            throw new DemoException($"the push was about the call {pushed ?? "(none)"}, the INVITE is {callId}");
    }
}
