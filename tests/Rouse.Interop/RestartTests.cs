using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>The server is killed while a real Linphone is registered, and starts again on the same data.</summary>
public sealed class RestartTests : WakeScene
{
    /// <summary>Granted 24 d, it has no reason to register again; it is reached on its old flow all the same.</summary>
    [Fact]
    public async Task Phone_on_udp_is_called_on_its_flow_after_the_server_was_killed()
    {
        await StartServices();
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "udp") { Push = Services.Register(PhoneSystem.Android) });
        var registers = Registers(bob);

        await RestartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        alice.Calls(bob);
        await bob.Rings();
        await Answer(alice, bob);

        await HangUp(alice, bob);
        Assert.Equal(registers, Registers(bob));
    }

    /// <summary>Its connection ended with the server: the push brings it back.</summary>
    [Fact]
    public async Task Sleeping_phone_is_woken_after_the_server_was_killed()
    {
        await StartServices();
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp") { Push = Services.Register(PhoneSystem.Ios) });
        await bob.FallsAsleep();

        await RestartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        alice.Calls(bob);
        await CallIsPushed(PhoneSystem.Ios);
        bob.Wakes();
        await bob.Rings();
        await Answer(alice, bob);

        await HangUp(alice, bob);
    }

    private static int Registers(LinphoneClient phone) =>
        SipTrace.Read(phone.LogFile).Count(line => line.StartsWith($"{SipTrace.Sent} REGISTER ", StringComparison.Ordinal));
}
