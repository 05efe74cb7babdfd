using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>
/// Phones behind NATs of their own, at the same private address; the server is where everybody reaches it. Signalling alone: their sound
/// would need ICE.
/// </summary>
public sealed class NatTests : Scene
{
    public static TheoryData<string, string> Pairs => new()
    {
        { "linphone udp", "linphone tcp" },
        { "baresip udp", "linphone udp" },
        { "linphone udp", "baresip tcp" },
        { "baresip udp", "baresip udp" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Phones_behind_two_NATs_reach_each_other(string caller, string callee)
    {
        var home = await Begin();
        var office = await Router(1);
        var alice = await Phone("alice", caller, home);
        var bob = await Phone("bob", callee, office);

        await TalkBehindNats(alice, bob);
        await alice.Holds();
        await bob.GetsInvites(2);
        await bob.Holds();
        await alice.GetsInvites(1);
        await End(bob, alice);
        await TalkBehindNats(bob, alice);
        await End(bob, alice);

        alice.Sends("hello bob", to: bob);
        await bob.ReceivesMessage("hello bob");
        bob.Sends("hello alice", to: alice);
        await alice.ReceivesMessage("hello alice");
    }

    [Theory]
    [InlineData("linphone udp", true)]
    [InlineData("linphone tcp", true)]
    [InlineData("linphone udp", false)]
    [InlineData("baresip udp", true)]
    public async Task Call_outlives_a_NAT_that_forgets(string callee, bool isHungUpOn)
    {
        var home = await Begin("[registrar]\nmin_expires = \"1s\"");
        var office = await Router(1);
        var alice = await Phone("alice", "linphone udp", home);
        var bob = await Phone("bob", callee, office, expires: 3);
        await TalkBehindNats(alice, bob);

        await office.Forgets();
        if (!isHungUpOn)
        {
            await End(bob, alice);
            return;
        }
        bob.Refreshes();
        await bob.Registered();
        await RegistrationIsNoted("bob", "30");
        await End(alice, bob);
    }

    [Fact]
    public async Task Phone_that_got_the_port_of_another_does_not_ring_for_it()
    {
        var home = await Begin();
        var office = await Router(1);
        await office.GivesPorts(40000, 40000);
        var alice = (LinphoneClient)await Phone("alice", "linphone tcp", home);
        var bob = (LinphoneClient)await Phone("bob", "linphone udp", office);
        bob.Freezes();
        await office.Forgets(40000, 40000);
        var carol = (LinphoneClient)await Phone("carol", "linphone udp", office);
        await RegistrationIsNoted("bob", "40000 ");
        await RegistrationIsNoted("carol", "40000 ");

        alice.Calls(bob);
        await alice.CallEnded();
        Assert.DoesNotContain(carol.Events, e => e.Is("call"));
        alice.Calls(carol);
        await carol.Rings();
        alice.HangsUp();
        await carol.CallEnded();
    }

    private async Task<NatRouter> Begin(string configuration = "")
    {
        var first = await Router(0);
        await StartRouse(address: NatRouter.ServerAddress, configuration: configuration);
        return first;
    }

    private async Task<NatRouter> Router(int cable) => Own(await NatRouter.Create(cable));

    private async Task<IPhone> Phone(string user, string kind, NatRouter router, int expires = 600)
    {
        var (maker, transport) = (kind.Split(' ')[0], kind.Split(' ')[1]);
        var settings = new PhoneSettings(user, transport) { Launcher = await router.AddPhone() };
        IPhone phone = maker == "baresip" ? Baresip(settings with { Expires = expires }) : Linphone(settings);
        await phone.Registered();
        return phone;
    }

    private static async Task TalkBehindNats(IPhone caller, IPhone callee)
    {
        caller.Calls(callee);
        await callee.Rings();
        callee.Answers();
        await callee.IsTalking();
        await caller.IsTalking();
    }

    private static async Task End(IPhone first, IPhone second)
    {
        first.HangsUp();
        await second.CallEnded();
        await first.CallEnded();
    }
}
