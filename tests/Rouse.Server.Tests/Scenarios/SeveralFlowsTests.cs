using System.Net;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A phone with several flows (RFC 5626 §4.2, §7): never two of them at once, and the next when one fails.</summary>
public sealed class SeveralFlowsTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;
    readonly Flow _first;
    readonly Flow _second;

    public SeveralFlowsTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _first = Registers(1);
        _bob.ChangesNetwork();
        _second = Registers(2);
    }

    public void Dispose() => _network.Dispose();

    Flow Registers(int regId)
    {
        _bob.ContactParameters = $";reg-id={regId}";
        _bob.SendsRegister(headers: "Supported: outbound, path");
        _bob.Receives("SIP/2.0 200 *");
        return _bob.Flow;
    }

    /// <summary>Alice's call; the INVITE is at bob on this flow, and nowhere else.</summary>
    (OutgoingCall Call, SipRequest Invite) Call(Flow on)
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        return (call, ReceivesOn("INVITE *", on.Remote));
    }

    SipRequest ReceivesOn(string startLine, IPEndPoint at)
    {
        var request = _bob.ReceivesRequest(startLine);
        Assert.Equal(at, _bob.ReceivedAt);
        _bob.ReceivesNothing();
        return request;
    }

    [Fact]
    public void Newest_flow_alone_gets_the_call()
    {
        var (_, invite) = Call(on: _second);
        _network.Advance(20);
        _bob.ReceivesNothing();
        _bob.Answers(invite, 486);
        _bob.Receives("ACK *");

        _alice.Receives("SIP/2.0 486 *");
        _bob.ReceivesNothing();
    }

    [Fact]
    public void Better_q_comes_before_newer()
    {
        _bob.Uses(_first);
        _bob.ContactParameters = ";reg-id=1;q=1.0";
        _bob.SendsRegister(headers: "Supported: outbound");
        _bob.Receives("SIP/2.0 200 *");
        _bob.Uses(_second);
        _bob.ContactParameters = ";reg-id=2;q=0.5";
        _bob.SendsRegister(headers: "Supported: outbound");
        _bob.Receives("SIP/2.0 200 *");

        _bob.Uses(_first);
        Refuses(Call(on: _first).Invite);
    }

    [Theory]
    [InlineData(430)]
    [InlineData(408)]
    public void Other_flow_is_next_when_one_has_failed(int status)
    {
        var (call, invite) = Call(on: _second);
        _bob.Answers(invite, status);
        _bob.Receives("ACK *");
        var again = ReceivesOn("INVITE *", _first.Remote);
        Assert.NotEqual(invite.Value(HeaderName.Via), again.Value(HeaderName.Via));
        _bob.Uses(_first);
        _bob.Answers(again, 200);

        call.Acks(_alice.Receives("SIP/2.0 200 *"));
        ReceivesOn("ACK *", _first.Remote);
    }

    [Fact]
    public void Other_flow_is_next_when_the_connection_breaks()
    {
        Call(on: _second);
        _second.Close();
        _network.Settle();
        _bob.Uses(_first);

        Refuses(ReceivesOn("INVITE *", _first.Remote));
    }

    [Fact]
    public void Connection_that_is_gone_already_is_not_tried()
    {
        _second.Close();
        _network.Settle();
        _bob.Uses(_first);

        Refuses(Call(on: _first).Invite);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(480)]
    [InlineData(603)]
    [InlineData(500)]
    public void Any_other_answer_is_the_answer_of_the_phone(int status)
    {
        var (_, invite) = Call(on: _second);
        _bob.Answers(invite, status);
        _bob.Receives("ACK *");

        _alice.Receives($"SIP/2.0 {status} *");
        _bob.ReceivesNothing();
    }

    // What the edge proxy says of its flow is not for the caller.
    [Fact]
    public void Caller_of_a_phone_without_another_flow_is_told_480_at_the_end()
    {
        var carol = _network.Phone("carol");
        carol.ContactParameters = ";reg-id=1";
        carol.Registers();
        _alice.Requests("INFO", "sip:carol@example.org");
        carol.Answers(carol.Receives("INFO *"), 430);

        _alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Other_requests_go_on_the_next_flow_too()
    {
        _alice.Requests("INFO", "sip:bob@example.org");
        _bob.Answers(ReceivesOn("INFO *", _second.Remote), 430);
        _bob.Uses(_first);
        _bob.Answers(ReceivesOn("INFO *", _first.Remote), 200);

        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Refresh_of_the_other_flow_in_a_call_brings_no_second_INVITE()
    {
        var (_, invite) = Call(on: _second);
        _bob.Uses(_first);
        Registers(1);
        _bob.ReceivesNothing();
        _network.Advance(10);
        _bob.ReceivesNothing();
        _bob.Uses(_second);

        Refuses(invite);
    }

    [Fact]
    public void Phone_that_rings_gets_no_second_INVITE_on_a_new_flow_of_another_number()
    {
        var (_, invite) = Call(on: _second);
        _bob.Answers(invite, 180);
        _alice.Receives("SIP/2.0 180 *");
        _bob.ChangesNetwork();
        Registers(1);
        _bob.ReceivesNothing();

        Refuses(invite);
    }

    // The old flow looks open for minutes when the phone has left its network.
    [Fact]
    public void Phone_that_was_silent_and_comes_back_on_a_new_flow_gets_the_call_there()
    {
        Call(on: _second);
        _bob.ChangesNetwork();
        var third = Registers(1);

        Refuses(ReceivesOn("INVITE *", third.Remote), isLast: false);
        // A healthy phone refuses a duplicate: it counts when the older branch stays silent.
        _network.Advance(1);
        _alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void In_a_dialog_the_other_flow_is_found()
    {
        var (call, invite) = Call(on: _second);
        _bob.Answers(invite, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _bob.Receives("ACK *");
        _second.Close();
        _network.Settle();
        _bob.Uses(_first);

        call.SendsInDialog("BYE", ok);
        _bob.Answers(ReceivesOn("BYE *", _first.Remote), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Without_any_flow_the_answer_in_a_dialog_is_430()
    {
        var (call, invite) = Call(on: _second);
        _bob.Answers(invite, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _bob.Receives("ACK *");
        _first.Close();
        _second.Close();
        _network.Settle();
        call.SendsInDialog("BYE", ok);

        _alice.Receives("SIP/2.0 430 *");
    }

    [Fact]
    public void Two_phones_of_one_user_both_ring()
    {
        var other = _network.Phone("bob");
        other.ContactParameters = ";reg-id=1";
        other.Registers();

        _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var invite = other.ReceivesRequest("INVITE *");
        Refuses(ReceivesOn("INVITE *", _second.Remote), isLast: false);
        other.Answers(invite, 486);
        other.Receives("ACK *");
        _alice.Receives("SIP/2.0 486 *");
    }

    void Refuses(SipRequest invite, bool isLast = true)
    {
        _bob.Answers(invite, 486);
        _bob.Receives("ACK *");
        if (isLast)
            _alice.Receives("SIP/2.0 486 *");
    }
}
