using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A name server that is frozen, dead or lies holds up nobody but who calls its names.</summary>
public sealed class SickNameServerTests : Scene
{
    [Fact]
    public async Task A_frozen_one_holds_up_nobody_else()
    {
        var names = Own(await NameServer.Start(Folder));
        await StartRouse(configuration: names.Configuration);
        names.Freezes();
        await HoldsUpNobodyElse();
        names.Thaws();
    }

    [Fact]
    public async Task A_stopped_one_holds_up_nobody_else()
    {
        var names = await NameServer.Start(Folder);
        await StartRouse(configuration: names.Configuration);
        await names.DisposeAsync();
        await HoldsUpNobodyElse();
    }

    [Theory]
    [InlineData(Lie.Garbage)]
    [InlineData(Lie.OtherId)]
    public async Task A_lying_one_holds_up_nobody_else(Lie lie)
    {
        var names = Own(new LyingNameServer(lie));
        await StartRouse(configuration: NameServer.ConfigurationOf(names.Port));
        await HoldsUpNobodyElse();
        Assert.True(names.Asked > 0);
    }

    // One waits for the name server; others register and call meanwhile.
    private async Task HoldsUpNobodyElse()
    {
        var waiting = Sipp(new SippScript("caller_is_refused", "alice", "udp") { Target = "carol", TargetDomain = "far.test" });
        await waiting.Receives("SIP/2.0 100 ");
        var bob = await RegisteredSipp("bob", "udp", "callee_is_hung_up_on");
        await Sipp(new SippScript("caller_hangs_up", "alice", "udp") { Target = "bob", Name = "sipp-beside" }).Succeeds();
        Assert.Equal(1, bob.CountReceived("BYE sip:"));
        await waiting.Receives("SIP/2.0 500 Name Server Does Not Answer");
    }
}
