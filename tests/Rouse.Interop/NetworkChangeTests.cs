using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>
/// The callee goes from one network to another. Its old connection is never closed: what is sent on it arrives nowhere,
/// and the server cannot know.
/// </summary>
public sealed class NetworkChangeTests : Scene
{
    public static TheoryData<string> Transports => ["udp", "tcp"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Ringing_phone_rings_on_and_answers_from_its_new_address(string transport)
    {
        var (network, alice, bob) = await PhonesInTwoNetworks(transport);
        alice.Calls(bob);
        await bob.Rings();
        await alice.HearsRinging();

        await Move(bob, network);
        await bob.GetsItsInviteAgain();
        await Answer(alice, bob);
        await HangUp(alice, bob);
    }

    [Theory]
    [InlineData("udp", false)]
    [InlineData("udp", true)]
    [InlineData("tcp", false)]
    [InlineData("tcp", true)]
    public async Task Talking_phone_talks_on_and_is_hung_up_from_either_side(string transport, bool calleeHangsUp)
    {
        var (network, alice, bob) = await PhonesInTwoNetworks(transport);
        await Talk(alice, bob);

        await Move(bob, network);
        await alice.ReceivesAudio();
        await bob.ReceivesAudio();
        if (calleeHangsUp)
            await HangUp(bob, alice);
        else
            await HangUp(alice, bob);
    }

    private async Task<(PhoneNetwork Network, LinphoneClient Alice, LinphoneClient Bob)> PhonesInTwoNetworks(string transport)
    {
        var network = Own(await PhoneNetwork.Create());
        await StartRouse(address: PhoneNetwork.ServerAddress);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", transport));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", transport) { Launcher = network.Launcher });
        return (network, alice, bob);
    }

    private static async Task Move(LinphoneClient phone, PhoneNetwork network)
    {
        await network.ChangeAddress();
        phone.LosesNetwork();
        phone.FindsNetwork();
        await phone.Registered();
    }
}
