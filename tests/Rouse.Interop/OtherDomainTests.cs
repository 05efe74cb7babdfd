using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Requests to another domain: found by DNS (RFC 3263), through a Kamailio, to a phone behind it.</summary>
public sealed class OtherDomainTests : FarScene
{
    [Theory]
    [InlineData("udp", "udp", false)]
    [InlineData("tcp", "tcp", true)]
    public async Task Call_goes_there_and_is_hung_up(string callersTransport, string transport, bool hasNaptr)
    {
        var records = RecordsOf(transport);
        var callee = await StartFarDomain("callee_is_hung_up_on", hasNaptr ? [Naptr, .. records] : records);
        await Caller("caller_hangs_up", callersTransport).Succeeds();
        Assert.Equal(1, callee.CountReceived("ACK sip:"));
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    [Fact]
    public async Task The_other_side_hangs_up()
    {
        var callee = await StartFarDomain("callee_hangs_up", [Tcp]);
        await Caller("caller_is_hung_up_on", "tcp").Succeeds();
        await callee.Receives("SIP/2.0 200 ", "CSeq: 1 BYE");
    }

    [Fact]
    public async Task A_dead_server_is_followed_by_the_next()
    {
        var callee = await StartFarDomain(
            "callee_is_hung_up_on", [$"--srv-host=_sip._tcp.far.test,kamailio.far.test,{Ports.Free()},1,1", Tcp]);
        await Caller("caller_hangs_up", "udp").Succeeds();
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    [Fact]
    public async Task An_overloaded_server_is_followed_by_the_next()
    {
        var port = Ports.Free();
        Own(await Kamailio.Start(Folder, "far", port, "PHONE=\"\"", "OVERLOADED"));
        var callee = await StartFarDomain(
            "callee_is_hung_up_on", [$"--srv-host=_sip._udp.far.test,kamailio.far.test,{port},1,1", Udp]);
        await Caller("caller_hangs_up", "udp").Succeeds();
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    /// <summary>RFC 3261 §18.1.1; the Via shows by which transport it went.</summary>
    [Theory]
    [InlineData(100, "UDP")]
    [InlineData(1400, "TCP")]
    public async Task A_request_over_the_MTU_goes_by_TCP(int length, string transport)
    {
        var receiver = await StartFarDomain("receiver", [Udp]);
        var text = new string('x', length);
        await Sipp(new SippScript("sender", "alice", "udp") { Target = "carol", TargetDomain = Domain, Text = text }).Succeeds();
        Assert.Equal(1, receiver.CountReceived("MESSAGE sip:", $"Via: SIP/2.0/{transport} 127.0.0.1:"));
    }
}
