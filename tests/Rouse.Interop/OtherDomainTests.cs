using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Calls to another domain: found by DNS, through a Kamailio, to a phone behind it.</summary>
public sealed class OtherDomainTests : Scene
{
    private const string Domain = "far.test";

    [Theory]
    [InlineData("udp", "--srv-host=_sip._udp.far.test,kamailio.far.test,{0},1,1")]
    [InlineData("tcp", "--srv-host=_sip._tcp.far.test,kamailio.far.test,{0},1,1")]
    [InlineData(
        "udp", "--naptr-record=far.test,10,10,s,SIP+D2T,,_sip._tcp.far.test", "--srv-host=_sip._tcp.far.test,kamailio.far.test,{0},1,1")]
    public async Task Call_goes_there_and_is_hung_up(string callersTransport, params string[] records)
    {
        var callee = await Prepare(records);
        await Caller("caller_hangs_up", callersTransport).Succeeds();
        Assert.Equal(1, callee.CountReceived("ACK sip:"));
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    [Fact]
    public async Task The_other_side_hangs_up()
    {
        var callee = await Prepare(["--srv-host=_sip._tcp.far.test,kamailio.far.test,{0},1,1"], "callee_hangs_up");
        await Caller("caller_is_hung_up_on", "tcp").Succeeds();
        await callee.Receives("SIP/2.0 200 ", "CSeq: 1 BYE");
    }

    [Fact]
    public async Task A_dead_server_is_followed_by_the_next()
    {
        var dead = Ports.Free();
        var callee = await Prepare(
            [$"--srv-host=_sip._udp.far.test,kamailio.far.test,{dead},1,1", "--srv-host=_sip._udp.far.test,kamailio.far.test,{0},2,1"]);
        await Caller("caller_hangs_up", "udp").Succeeds();
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    [Fact]
    public async Task A_name_server_that_is_frozen_holds_up_nobody_else()
    {
        var names = Own(await NameServer.Start(Folder));
        await StartRouse(configuration: names.Configuration);
        var bob = await RegisteredSipp("bob", "udp", "callee_is_hung_up_on");
        names.Freezes();
        var waiting = Caller("caller_is_refused", "udp");
        await waiting.Receives("SIP/2.0 100 ");
        await Sipp(new SippScript("caller_hangs_up", "alice", "udp") { Target = "bob", Name = "sipp-beside" }).Succeeds();
        Assert.Equal(1, bob.CountReceived("BYE sip:"));
        await waiting.Receives("SIP/2.0 500 Name Server Does Not Answer");
        names.Thaws();
    }

    private async Task<SippProcess> Prepare(string[] records, string callee = "callee_is_hung_up_on")
    {
        var phonePort = Ports.Free();
        var kamailio = Own(await Kamailio.Start(Folder, phonePort));
        var zone = records.Select(record => record.Replace("{0}", $"{kamailio.Port}", StringComparison.Ordinal));
        var names = Own(await NameServer.Start(Folder, [.. zone, "--host-record=kamailio.far.test,127.0.0.1"]));
        await StartRouse(configuration: names.Configuration);
        return Sipp(new SippScript(callee, "carol", "udp") { Port = phonePort });
    }

    private SippProcess Caller(string scenario, string transport) =>
        Sipp(new SippScript(scenario, "alice", transport) { Target = "carol", TargetDomain = Domain });
}
