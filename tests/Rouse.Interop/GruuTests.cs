using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>
/// Linphones that were told their public GRUU (RFC 5627), which liblinphone asks for by itself and has as its Contact from then on: what
/// the other side sends in the call goes to that.
/// </summary>
public sealed class GruuTests : WakeScene
{
    [Theory]
    [InlineData("udp", "tcp", false)]
    [InlineData("tcp", "udp", true)]
    public async Task Hold_and_BYE_of_both_sides_reach_the_phone_that_is_meant(
        string callersTransport, string calleesTransport, bool calleeHangsUp)
    {
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", callersTransport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", calleesTransport));

        await Talk(alice, bob);
        await Hold(alice, bob);
        await Hold(bob, alice);
        if (calleeHangsUp)
            await HangUp(bob, alice);
        else
            await HangUp(alice, bob);

        CallsItself(alice, $"{SipTrace.Sent} INVITE ");
        CallsItself(bob, $"{SipTrace.Sent} SIP/2.0 200");
    }

    [Fact]
    public async Task Phone_that_woke_on_another_port_is_reached_all_through_the_call()
    {
        var (alice, bob) = await AliceAndBob(PhoneSystem.Android, "udp");
        await bob.IsKilled();

        alice.Calls(bob);
        await CallIsPushed(PhoneSystem.Android);
        bob.Wakes();
        await bob.Rings();
        await alice.HearsRinging();
        await Answer(alice, bob);
        await Hold(alice, bob);
        await Hold(bob, alice);
        await HangUp(alice, bob);

        CallsItself(bob, $"{SipTrace.Sent} SIP/2.0 200");
        var registered = SipTrace.Contacts(bob.LogFile, $"{SipTrace.Sent} REGISTER ").ToList();
        Assert.NotEqual(registered[0], registered[^1]);
    }

    private static async Task Hold(LinphoneClient holder, LinphoneClient held)
    {
        await holder.Holds();
        await held.IsHeld();
        holder.Resumes();
        await holder.IsTalking();
        await held.IsTalking();
    }

    private static void CallsItself(LinphoneClient phone, string startLine)
    {
        var contacts = SipTrace.Contacts(phone.LogFile, startLine).ToList();
        Assert.NotEmpty(contacts);
        Assert.All(contacts, contact => Assert.StartsWith($"<{phone.Uri};gr=urn:uuid:", contact, StringComparison.Ordinal));
    }
}
