using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Several phones that ask for credentials: the caller must be able to answer all of them (RFC 3261 §16.7 step 7).</summary>
public sealed class ChallengeForkTests : IDisposable
{
    const string One = "Digest realm=\"one\", nonce=\"1, 2\", qop=\"auth\"";
    const string Two = "Digest realm=\"two\",   nonce=\"x\"";
    const string Three = "Digest realm=\"one\", nonce=\"1, 2\", algorithm=SHA-256";

    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _desk;
    readonly Phone _cell;
    readonly OutgoingCall _call;
    readonly SipRequest _atDesk;
    readonly SipRequest _atCell;

    public ChallengeForkTests()
    {
        _alice = _network.Phone("alice");
        _desk = _network.Phone("bob");
        _cell = _network.Phone("bob");
        _desk.Registers();
        _cell.Registers();
        _call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _atDesk = _desk.ReceivesRequest("INVITE *");
        _atCell = _cell.ReceivesRequest("INVITE *");
    }

    [Fact]
    public void All_challenges_of_all_of_them_reach_the_caller_unchanged()
    {
        _desk.Answers(_atDesk, 401, $"WWW-Authenticate: {One}");
        _cell.Answers(_atCell, 407, $"Proxy-Authenticate: {Two}\nWWW-Authenticate: {Three}");
        var challenge = _alice.Receives("SIP/2.0 401 *");

        Assert.Equal([One, Three], challenge.Values(HeaderName.WwwAuthenticate));
        Assert.Equal([Two], challenge.Values(HeaderName.ProxyAuthenticate));
        _call.Acks(challenge);
    }

    [Fact]
    public void Challenge_beside_another_refusal_is_told_alone()
    {
        _desk.Answers(_atDesk, 407, $"Proxy-Authenticate: {One}");
        _cell.Answers(_atCell, 486, $"Proxy-Authenticate: {Two}");
        var challenge = _alice.Receives("SIP/2.0 407 *");

        Assert.Equal([One], challenge.Values(HeaderName.ProxyAuthenticate));
        _call.Acks(challenge);
    }

    [Fact]
    public void Answer_of_another_kind_that_is_better_carries_no_challenge()
    {
        _desk.Answers(_atDesk, 401, $"WWW-Authenticate: {One}");
        _cell.Answers(_atCell, 603);
        var decline = _alice.Receives("SIP/2.0 603 *");

        Assert.Empty(decline.Values(HeaderName.WwwAuthenticate));
        _call.Acks(decline);
    }

    [Fact]
    public void Challenge_waits_for_a_phone_that_rings()
    {
        _cell.Answers(_atCell, 180);
        _alice.Receives("SIP/2.0 180 *");
        _desk.Answers(_atDesk, 401, $"WWW-Authenticate: {One}");
        _network.Advance(30);
        _alice.ReceivesNothing();
        _cell.Answers(_atCell, 200);

        _call.Acks(_alice.Receives("SIP/2.0 200 *"));
    }

    [Fact]
    public void Challenge_waits_5_s_for_a_phone_that_is_silent()
    {
        _desk.Answers(_atDesk, 401, $"WWW-Authenticate: {One}");
        _network.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        _alice.ReceivesNothing();
        _network.Advance(TimeSpan.FromTicks(1));

        _call.Acks(_alice.Receives("SIP/2.0 401 *"));
        _cell.Answers(_atCell, 180);
        _cell.Answers(_cell.Receives("CANCEL *"), 200);
        _cell.Answers(_atCell, 487);
        _cell.Receives("ACK *");
    }

    public void Dispose() => _network.Dispose();
}
