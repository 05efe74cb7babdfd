using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>Plain SIP users, played by SIPp to the letter: whatever message it does not expect fails the scene.</summary>
public sealed class SippTests : Scene
{
    public static TheoryData<string> Transports => ["udp", "tcp"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task User_registers_with_digest(string transport)
    {
        await StartRouse();
        await Sipp(new SippScript("register", "alice", transport)).Succeeds();
    }

    [Theory]
    [InlineData("udp", "udp")]
    [InlineData("tcp", "tcp")]
    [InlineData("udp", "tcp")]
    [InlineData("tcp", "udp")]
    public async Task Caller_hangs_up(string callersTransport, string calleesTransport)
    {
        await StartRouse();
        var callee = await RegisteredSipp("bob", calleesTransport, "callee_is_hung_up_on");
        await Sipp(new SippScript("caller_hangs_up", "alice", callersTransport) { Target = "bob" }).Succeeds();
        Assert.Equal(1, callee.CountReceived("ACK sip:"));
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    [Theory]
    [InlineData("udp", "udp")]
    [InlineData("tcp", "tcp")]
    [InlineData("udp", "tcp")]
    [InlineData("tcp", "udp")]
    public async Task Callee_hangs_up(string callersTransport, string calleesTransport)
    {
        await StartRouse();
        var callee = await RegisteredSipp("bob", calleesTransport, "callee_hangs_up");
        await Sipp(new SippScript("caller_is_hung_up_on", "alice", callersTransport) { Target = "bob" }).Succeeds();
        await callee.Receives("SIP/2.0 200 ", "CSeq: 1 BYE");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Caller_cancels(string transport)
    {
        await StartRouse();
        var callee = await RegisteredSipp("bob", transport, "callee_is_cancelled");
        await Sipp(new SippScript("caller_cancels", "alice", transport) { Target = "bob" }).Succeeds();
        await callee.Receives("ACK sip:");
        Assert.Equal(1, callee.CountReceived("CANCEL sip:"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Callee_is_busy(string transport)
    {
        await StartRouse();
        var callee = await RegisteredSipp("bob", transport, "callee_is_busy");
        await Sipp(new SippScript("caller_is_refused", "alice", transport) { Target = "bob" }).Succeeds();
        await callee.Receives("ACK sip:");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Message_is_delivered(string transport)
    {
        await StartRouse();
        var receiver = await RegisteredSipp("bob", transport, "receiver");
        await Sipp(new SippScript("sender", "alice", transport) { Target = "bob", Text = "Watson, come here" }).Succeeds();
        Assert.Equal(1, receiver.CountReceived("MESSAGE sip:", "Watson, come here"));
    }
}
