using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Max-Breadth (RFC 5393 §5.3.3).</summary>
public sealed class MaxBreadthTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;

    public MaxBreadthTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _bob.Registers();
    }

    [Theory]
    [InlineData("INFO", "X-None: 1", "60")]
    [InlineData("MESSAGE", "X-None: 1", "60")]
    [InlineData("INFO", "Max-Breadth: 7", "7")]
    [InlineData("INFO", "Max-Breadth: 60", "60")]
    [InlineData("INFO", "Max-Breadth: 61", "60")]
    [InlineData("INFO", "Max-Breadth: nonsense", "60")]
    [InlineData("INFO", "Max-Breadth: 9\nMax-Breadth: 5", "5")]
    public void One_value_goes_to_the_only_phone_and_no_hop_takes_from_it(string method, string header, string sent)
    {
        _alice.SendsRaw(method, "sip:bob@example.org", headers: header);
        var request = _bob.ReceivesRequest($"{method} *");

        Assert.Equal([sent], request.Values(HeaderName.MaxBreadth));
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Phones_share_it()
    {
        var cell = _network.Phone("bob");
        cell.Registers();
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var (atDesk, atCell) = (_bob.ReceivesRequest("INVITE *"), cell.ReceivesRequest("INVITE *"));

        Assert.Equal("30", atDesk.Value(HeaderName.MaxBreadth));
        Assert.Equal("30", atCell.Value(HeaderName.MaxBreadth));
        _bob.Answers(atDesk, 486);
        cell.Answers(atCell, 486);
        call.Acks(_alice.Receives("SIP/2.0 486 *"));
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    [InlineData("INFO")]
    public void More_phones_than_it_allows_are_440_and_none_is_called(string method)
    {
        var cell = _network.Phone("bob");
        cell.Registers();
        var request = _alice.Requests(method, "sip:bob@example.org", "Max-Breadth: 1");
        if (method == "INVITE")
            _alice.Receives("SIP/2.0 100 *");
        var refusal = _alice.Receives("SIP/2.0 440 Max-Breadth Exceeded");

        if (method == "INVITE")
            request.Acks(refusal);
        _bob.ReceivesNothing();
        cell.ReceivesNothing();
    }

    [Fact]
    public void One_after_the_other_may_be_called_all_the_same()
    {
        var cell = _network.Phone("bob");
        cell.ContactParameters = ";q=0.5";
        cell.Registers();
        var call = _alice.Invites("bob", "Max-Breadth: 1");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.Receives("INVITE *"), 486);
        _bob.Receives("ACK *");
        var atCell = cell.ReceivesRequest("INVITE *");

        Assert.Equal("1", atCell.Value(HeaderName.MaxBreadth));
        cell.Answers(atCell, 486);
        call.Acks(_alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Requests_of_a_dialog_have_it_too_ACK_included()
    {
        using var scene = new CallScene();
        scene.Calls();
        scene.Bob.Answers(scene.Invite, 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call.Acks(ok);
        Assert.Equal(["60"], scene.Bob.Receives("ACK *").Values(HeaderName.MaxBreadth));
        scene.Call.SendsInDialog("BYE", ok, headers: "Max-Breadth: 9");
        var bye = scene.Bob.ReceivesRequest("BYE *");

        Assert.Equal(["9"], bye.Values(HeaderName.MaxBreadth));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Phone_that_appears_while_another_rings_has_room()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var atDesk = _bob.ReceivesRequest("INVITE *");
        var cell = _network.Phone("bob");
        cell.Registers();
        var atCell = cell.ReceivesRequest("INVITE *");

        Assert.Equal(("60", "1"), (atDesk.Value(HeaderName.MaxBreadth), atCell.Value(HeaderName.MaxBreadth)));
        _bob.Answers(atDesk, 486);
        cell.Answers(atCell, 486);
        call.Acks(_alice.Receives("SIP/2.0 486 *"));
    }

    public void Dispose() => _network.Dispose();
}
