using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Calls to numbers go to a Kamailio that the operator has named, as to a trunk.</summary>
public sealed class TrunkTests : FarScene
{
    private const string Number = "+493012345";

    /// <summary>It asks for a password of its own: the caller has answered Rouse's challenge, and answers that one, too.</summary>
    [Fact]
    public async Task Its_challenge_reaches_the_caller_who_has_answered_ours()
    {
        var callee = await StartTrunk("PASSWORD=\"trunkpass\"");
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp") { OtherRealm = (Domain, "trunkpass") });
        alice.Calls($"sip:{Number}@{RouseProcess.Domain}");
        await alice.IsTalking();
        alice.HangsUp();
        await alice.CallEnded();
        await callee.Receives("BYE sip:");
        var challenges = SipTrace.Read(alice.LogFile).Count(line => line.StartsWith("<< SIP/2.0 407", StringComparison.Ordinal));
        Assert.Equal(2, challenges);
    }

    [Fact]
    public async Task A_dead_server_is_followed_by_the_next_and_the_domain_is_its_own()
    {
        var callee = await StartTrunk();
        await Sipp(new SippScript("caller_hangs_up", "alice", "udp") { Target = Number }).Succeeds();
        Assert.Equal(1, callee.CountReceived($"INVITE sip:{Number}@{Kamailio.Address}:"));
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    private async Task<SippProcess> StartTrunk(params string[] definitions)
    {
        var (port, phone) = (Ports.Free(), Ports.Free());
        await StartRouse(configuration: $$"""
            [[route]]
            to = [
              { uri = "sip:{{Kamailio.Address}}:{{Ports.Free()}};transport=tcp" },
              { uri = "sip:{{Kamailio.Address}}:{{port}};transport=tcp", priority = 2 },
            ]
            users = ["+*"]
            rewrite_domain = true
            """);
        Own(await Kamailio.Start(Folder, "far", port, [$"PHONE=\"sip:127.0.0.1:{phone}\"", .. definitions]));
        return Sipp(new SippScript("callee_is_hung_up_on", "carol", "udp") { Port = phone });
    }
}
