using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A Linphone that connects with TLS, or over IPv6, sleeps, is woken by its push, and rings on its new connection.</summary>
public sealed class TlsWakeTests : WakeScene
{
    [Theory]
    [InlineData("127.0.0.1", "tls", PhoneSystem.Android)]
    [InlineData("::1", "tls", PhoneSystem.Ios)]
    [InlineData("::1", "tcp", PhoneSystem.Android)]
    public async Task Sleeping_phone_is_woken_rings_and_talks(string address, string transport, PhoneSystem system)
    {
        var (alice, bob) = await AliceAndBob(system, transport, address);
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await CallIsPushed(system);
        bob.Wakes();
        await bob.Registered();
        var ring = await bob.Rings();
        Assert.Equal(CallIdOf(push), ring.CallId);
        await alice.HearsRinging();
        await Answer(alice, bob);
        await HangUp(bob, alice);

        alice.HasHeard(bob);
        bob.HasHeard(alice);
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
        Assert.Single(Services.Pushes.All);
    }
}
