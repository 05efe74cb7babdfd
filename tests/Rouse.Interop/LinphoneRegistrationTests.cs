using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A Linphone registers with digest.</summary>
public sealed class LinphoneRegistrationTests : Scene
{
    public static TheoryData<string> Transports => ["udp", "tcp", "tls"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Phone_registers_refreshes_and_leaves(string transport)
    {
        await StartRouse();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", transport));
        alice.Refreshes();
        await alice.Registered();
        alice.Unregisters();
        await alice.Unregistered();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Wrong_password_and_unknown_user_are_refused_alike(string transport)
    {
        await StartRouse();
        var wrong = await Linphone(new PhoneSettings("alice", transport) { Password = "wrong" }).RegistrationRefused();
        var unknown = await Linphone(new PhoneSettings("nobody", transport)).RegistrationRefused();
        Assert.Equal(403, wrong.Code);
        Assert.Equal((wrong.Code, wrong.Text), (unknown.Code, unknown.Text));
    }
}
