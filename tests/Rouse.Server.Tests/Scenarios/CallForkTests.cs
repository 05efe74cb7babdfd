using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A user with several phones (RFC 3261 §16.7).</summary>
public sealed class CallForkTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _desk;
    readonly Phone _cell;
    readonly OutgoingCall _call;
    readonly SipRequest _atDesk;
    readonly SipRequest _atCell;

    public CallForkTests()
    {
        _alice = _network.Phone("alice");
        _desk = _network.Phone("bob");
        _cell = _network.Phone("bob", SipTransport.Udp);
        _alice.Registers();
        _desk.Registers();
        _cell.Registers();
        _call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _atDesk = _desk.ReceivesRequest($"INVITE {_desk.ContactUri} SIP/2.0");
        _atCell = _cell.ReceivesRequest($"INVITE {_cell.ContactUri} SIP/2.0");
    }

    [Fact]
    public void All_phones_ring_at_once_each_in_a_branch_of_its_own()
    {
        Assert.NotEqual(_atDesk.Value(HeaderName.Via), _atCell.Value(HeaderName.Via));
        Assert.Equal(_call.CallId, _atDesk.Value(HeaderName.CallId));
        Assert.Equal(_call.CallId, _atCell.Value(HeaderName.CallId));
        _desk.Answers(_atDesk, 180, tag: "desk");
        _cell.Answers(_atCell, 183, tag: "cell");

        Assert.EndsWith("tag=desk", _alice.Receives("SIP/2.0 180 *").Value(HeaderName.To));
        Assert.EndsWith("tag=cell", _alice.Receives("SIP/2.0 183 *").Value(HeaderName.To));
    }

    [Fact]
    public void One_answers_and_the_other_is_told_so()
    {
        _cell.Answers(_atCell, 180);
        _alice.Receives("SIP/2.0 180 *");
        _desk.Answers(_atDesk, 200, tag: "desk");
        var ok = _alice.Receives("SIP/2.0 200 *");
        var cancel = _cell.ReceivesRequest("CANCEL *");

        Assert.Equal("SIP;cause=200;text=\"Call completed elsewhere\"", cancel.Value(HeaderName.Reason));
        Assert.Equal(_atCell.Value(HeaderName.Via), cancel.Value(HeaderName.Via));
        Assert.Equal("1 CANCEL", cancel.Value(HeaderName.CSeq));
        _cell.Answers(cancel, 200);
        _cell.Answers(_atCell, 487);
        _cell.Receives("ACK *");
        _call.Acks(ok);
        _desk.Receives("ACK *");
        _alice.ReceivesNothing();
        _cell.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_has_said_nothing_is_cancelled_once_it_does()
    {
        _desk.Answers(_atDesk, 200);
        _call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _cell.ReceivesNothing();
        _cell.Answers(_atCell, 180);
        var cancel = _cell.ReceivesRequest("CANCEL *");

        Assert.Equal("SIP;cause=200;text=\"Call completed elsewhere\"", cancel.Value(HeaderName.Reason));
        _cell.Answers(cancel, 200);
        _cell.Answers(_atCell, 487);
        _cell.Receives("ACK *");
        _alice.ReceivesNothing();
    }

    [Fact]
    public void Two_who_answer_both_reach_the_caller_and_are_both_acknowledged_and_hung_up()
    {
        _desk.Answers(_atDesk, 200, tag: "desk");
        _cell.Answers(_atCell, 200, tag: "cell");
        var first = _alice.Receives("SIP/2.0 200 *");
        var second = _alice.Receives("SIP/2.0 200 *");
        _call.Acks(second);
        _cell.Receives($"ACK {_cell.ContactUri} *");
        _call.Acks(first);
        _desk.Receives($"ACK {_desk.ContactUri} *");
        _call.SendsInDialog("BYE", second);
        _cell.Answers(_cell.Receives("BYE *"), 200);
        _alice.Receives("SIP/2.0 200 *");
        _desk.SendsInDialog("BYE", _atDesk, tag: "desk");
        _alice.Answers(_alice.Receives("BYE *"), 200);
        _desk.Receives("SIP/2.0 200 *");

        _desk.ReceivesNothing();
        _cell.ReceivesNothing();
    }

    [Fact]
    public void Refusal_of_one_waits_for_the_other()
    {
        _desk.Answers(_atDesk, 486);
        _desk.Receives("ACK *");
        _alice.ReceivesNothing();
        _cell.Answers(_atCell, 200);

        _call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _cell.Receives("ACK *");
    }

    [Theory]
    [InlineData(486, 480, 486)]
    [InlineData(480, 486, 486)]
    [InlineData(404, 486, 486)]
    [InlineData(500, 404, 404)]
    [InlineData(302, 404, 302)]
    [InlineData(503, 486, 486)]
    [InlineData(503, 503, 500)]
    [InlineData(408, 480, 480)]
    [InlineData(401, 486, 401)]
    public void Caller_gets_the_best_of_what_was_said(int desk, int cell, int best)
    {
        _desk.Answers(_atDesk, desk);
        _cell.Answers(_atCell, cell);

        _call.Acks(_alice.Receives($"SIP/2.0 {best} *"));
        _alice.ReceivesNothing();
    }

    [Fact]
    public void Decline_ends_it_everywhere()
    {
        _cell.Answers(_atCell, 180);
        _alice.Receives("SIP/2.0 180 *");
        _desk.Answers(_atDesk, 603);
        _desk.Receives("ACK *");
        var cancel = _cell.ReceivesRequest("CANCEL *");

        Assert.Equal("SIP;cause=603;text=\"Decline\"", cancel.Value(HeaderName.Reason));
        _alice.ReceivesNothing();
        _cell.Answers(cancel, 200);
        _cell.Answers(_atCell, 487);
        _cell.Receives("ACK *");
        _call.Acks(_alice.Receives("SIP/2.0 603 *"));
    }

    [Fact]
    public void Answer_that_crosses_a_decline_wins()
    {
        _cell.Answers(_atCell, 180);
        _alice.Receives("SIP/2.0 180 *");
        _desk.Answers(_atDesk, 603);
        _cell.Answers(_cell.Receives("CANCEL *"), 200);
        _cell.Answers(_atCell, 200);

        _call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _cell.Receives("ACK *");
        _alice.ReceivesNothing();
    }

    [Fact]
    public void Answer_after_the_call_is_over_is_hung_up()
    {
        _desk.Answers(_atDesk, 603);
        _call.Acks(_alice.Receives("SIP/2.0 603 *"));
        _cell.Answers(_atCell, 200);
        _cell.Receives($"ACK {_cell.ContactUri} *");
        var bye = _cell.ReceivesRequest($"BYE {_cell.ContactUri} *");

        Assert.Equal("2 BYE", bye.Value(HeaderName.CSeq));
        _cell.Answers(bye, 200);
        _cell.Answers(_atCell, 200);
        _cell.Receives("ACK *");
        _cell.ReceivesNothing();
        _alice.ReceivesNothing();
    }

    [Fact]
    public void Connection_that_breaks_leaves_the_call_to_the_other_phone()
    {
        _desk.FallsAsleep();
        _cell.Answers(_atCell, 200);

        _call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _cell.Receives("ACK *");
    }

    public void Dispose() => _network.Dispose();
}
