using System.Diagnostics;

namespace Rouse.Interop;

/// <summary>A Kamailio that records its route between Rouse and a phone, and one that sends requests back.</summary>
public sealed class SecondHopTests : FarScene
{
    [Theory]
    [InlineData("udp", "tcp")]
    [InlineData("tcp", "udp")]
    public async Task Both_sides_change_the_session_through_both_proxies(string callersTransport, string transport)
    {
        var callee = await StartFarDomain("callee_changes_the_session", RecordsOf(transport));
        await Caller("caller_changes_the_session", callersTransport).Succeeds();
        Assert.Equal(2, callee.CountReceived("INVITE sip:"));
        Assert.Equal(2, callee.CountReceived("ACK sip:"));
        Assert.Equal(1, callee.CountReceived("BYE sip:"));
    }

    /// <summary>A spiral (RFC 3261 §6): the far side forwards to one of Rouse's own users.</summary>
    [Fact]
    public async Task A_call_that_comes_back_for_somebody_else_is_no_loop()
    {
        await StartFarDomain("callee_is_busy", [Udp], Trusted);
        var bob = await RegisteredSipp("bob", "tcp", "callee_is_hung_up_on");
        await Caller("caller_hangs_up", "udp", "mirror").Succeeds();
        Assert.Equal(1, bob.CountReceived("ACK sip:"));
        Assert.Equal(1, bob.CountReceived("BYE sip:"));
    }

    /// <summary>It comes back as it was, or as another each time.</summary>
    [Theory]
    [InlineData("loop", "482")]
    [InlineData("spiral", "483")]
    public async Task A_call_that_comes_back_for_ever_ends_soon(string user, string status)
    {
        await StartFarDomain("callee_is_busy", [Udp], Trusted);
        var caller = Caller("caller_is_refused", "udp", user);
        await caller.Receives("SIP/2.0 100 ");
        var waited = Stopwatch.StartNew();
        await caller.Receives($"SIP/2.0 {status} ");
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(5), $"{waited.Elapsed}");
    }
}
