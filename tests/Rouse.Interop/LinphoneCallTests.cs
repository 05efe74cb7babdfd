using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Two Linphones call each other.</summary>
public sealed class LinphoneCallTests : Scene
{
    [Theory]
    [InlineData("udp", "udp")]
    [InlineData("tcp", "tcp")]
    [InlineData("udp", "tcp")]
    public async Task Call_has_audio_both_ways_and_is_hung_up_by_either_side(string callersTransport, string calleesTransport)
    {
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", callersTransport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", calleesTransport));

        await Talk(alice, bob);
        alice.HangsUp();
        await Ended(alice, bob);
        alice.HasHeard(bob);
        bob.HasHeard(alice);

        await Talk(alice, bob);
        bob.HangsUp();
        await Ended(alice, bob);
    }

    private static async Task Talk(LinphoneClient caller, LinphoneClient callee)
    {
        caller.Calls(callee);
        await callee.Rings();
        await caller.HearsRinging();
        callee.Answers();
        await callee.IsTalking();
        await caller.IsTalking();
        await caller.ReceivesAudio();
        await callee.ReceivesAudio();
    }

    private static async Task Ended(LinphoneClient caller, LinphoneClient callee)
    {
        await caller.CallEnded();
        await callee.CallEnded();
    }
}
