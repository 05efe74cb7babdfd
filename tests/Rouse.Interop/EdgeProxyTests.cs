using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>
/// A Kamailio in front of Rouse: phones know only it, and it says in Path (RFC 3327) which flow of its own each of them has (RFC 5626).
/// </summary>
public sealed class EdgeProxyTests : WakeScene
{
    [Theory]
    [InlineData("udp", "")]
    [InlineData("tcp", ";transport=tcp")]
    public async Task Phone_behind_it_is_called_and_hangs_up(string phonesTransport, string edgesTransport)
    {
        var rouse = await StartRouse();
        var edge = await StartEdge(rouse, edgesTransport);
        var bob = await RegisteredBehind(edge, phonesTransport, "callee_hangs_up");
        Assert.Equal(1, bob.CountReceived("SIP/2.0 200 ", "\nPath: <sip:edge@127.0.0.2"));
        await Sipp(new SippScript("caller_is_hung_up_on", "alice", "udp") { Target = "bob" }).Succeeds();
        await bob.Receives("SIP/2.0 200 ", "CSeq: 1 BYE");
        Assert.Equal(1, bob.CountReceived("INVITE sip:", $"\nRecord-Route: <sip:{edge.HostPort}"));
    }

    [Fact]
    public async Task Both_phones_are_behind_it_and_change_the_session()
    {
        var rouse = await StartRouse();
        var edge = await StartEdge(rouse);
        var bob = await RegisteredBehind(edge, "tcp", "callee_changes_the_session");
        await Sipp(new SippScript("caller_changes_the_session", "alice", "udp") { Target = "bob", Proxy = edge.HostPort }).Succeeds();
        Assert.Equal(2, bob.CountReceived("INVITE sip:"));
        Assert.Equal(2, bob.CountReceived("ACK sip:"));
        Assert.Equal(1, bob.CountReceived("BYE sip:"));
    }

    /// <summary>The edge's connection ended with the server, which makes a new one to where Path says.</summary>
    [Fact]
    public async Task Phone_behind_it_is_called_after_the_server_was_killed()
    {
        var rouse = await StartRouse(configuration: """
            [forward]
            private_networks = true
            """);
        var edge = await StartEdge(rouse, ";transport=tcp");
        var bob = await RegisteredBehind(edge, "tcp", "callee_is_hung_up_on");
        await RestartRouse();
        await Sipp(new SippScript("caller_hangs_up", "alice", "udp") { Target = "bob" }).Succeeds();
        Assert.Equal(1, bob.CountReceived("BYE sip:"));
    }

    /// <summary>Its connection to the edge is gone, and the edge says 430; its REGISTER comes through the edge again.</summary>
    [Fact]
    public async Task Phone_that_closed_its_connection_is_woken_through_it()
    {
        var (alice, bob) = await SleeperBehindEdge("tcp");
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await CallIsPushed(PhoneSystem.Android);
        bob.Wakes();
        await RingsAndTalks(alice, bob);

        await IsTold(CallIdOf(push), "^The phone rang after .+s and answered after .+s: FCM accepted the push after .+s, REGISTER after");
    }

    /// <summary>The edge itself says 100, which is no sign of life of the phone: it is pushed, and comes back on another port.</summary>
    [Fact]
    public async Task Silent_phone_on_UDP_is_woken_through_it()
    {
        var (alice, bob) = await SleeperBehindEdge("udp");
        await bob.IsKilled();

        alice.Calls(bob);
        await CallIsPushed(PhoneSystem.Android);
        bob.Wakes();
        await RingsAndTalks(alice, bob);
    }

    private async Task<(LinphoneClient Alice, LinphoneClient Bob)> SleeperBehindEdge(string transport)
    {
        var rouse = await StartServices();
        var edge = await StartEdge(rouse);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(
            new PhoneSettings("bob", transport) { Push = Services.Register(PhoneSystem.Android), Proxy = edge.HostPort });
        return (alice, bob);
    }

    private static async Task RingsAndTalks(LinphoneClient alice, LinphoneClient bob)
    {
        await bob.Rings();
        await alice.HearsRinging();
        await Answer(alice, bob);
        await HangUp(alice, bob);
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
    }

    private async Task<Kamailio> StartEdge(RouseProcess rouse, string transport = "") =>
        Own(await Kamailio.Start(Folder, "edge", Ports.Free(), $"ROUSE=\"sip:{rouse.Address}:{rouse.Port}{transport}\""));

    private async Task<SippProcess> RegisteredBehind(Kamailio edge, string transport, string whenCalled)
    {
        var phone = Sipp(new SippScript("register", "bob", transport)
        {
            Proxy = edge.HostPort,
            WhenCalled = whenCalled,
            Stays = TimeSpan.FromMinutes(1),
        });
        await phone.Receives("SIP/2.0 200 ", " REGISTER");
        return phone;
    }
}
