using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Two Linphones call each other.</summary>
public sealed class LinphoneCallTests : Scene
{
    [Theory]
    [InlineData("udp", "udp")]
    [InlineData("tcp", "tcp")]
    [InlineData("udp", "tcp")]
    [InlineData("tcp", "udp")]
    [InlineData("tls", "tls")]
    [InlineData("tls", "udp")]
    [InlineData("tcp", "tls")]
    [InlineData("udp", "udp", "::1")]
    [InlineData("tls", "udp", "::1")]
    public async Task Call_has_audio_both_ways_and_is_hung_up_by_either_side(
        string callersTransport, string calleesTransport, string address = "127.0.0.1")
    {
        await StartRouse(address: address);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", callersTransport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", calleesTransport));

        await Talk(alice, bob);
        await HangUp(alice, bob);
        await Talk(alice, bob);
        await HangUp(bob, alice);

        alice.HasHeard(bob);
        bob.HasHeard(alice);
    }

    [Fact]
    public async Task Caller_gives_up_while_it_rings()
    {
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp"));

        alice.Calls(bob);
        await bob.Rings();
        await alice.HearsRinging();
        await HangUp(alice, bob);
        Assert.DoesNotContain(bob.Events, e => e.Is("call", "Connected"));
    }

    [Fact]
    public async Task Callee_is_busy()
    {
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp"));

        alice.Calls(bob);
        await bob.Rings();
        bob.DeclinesAsBusy();
        Assert.Equal(486, (await alice.CallEnded()).Code);
    }
}
