using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>Max-Breadth (RFC 5393 §5).</summary>
public sealed class BreadthTests
{
    [Theory]
    [InlineData("X: 1", null)]
    [InlineData("Max-Breadth: 1", 1)]
    [InlineData("Max-Breadth: 60", 60)]
    [InlineData("Max-Breadth: 61", 60)]
    [InlineData("Max-Breadth: 0", 0)]
    [InlineData("max-breadth: 7\r\nMax-Breadth: 5", 5)]
    [InlineData("Max-Breadth: 99999999999", null)]
    [InlineData("Max-Breadth: -1", null)]
    [InlineData("Max-Breadth: many", null)]
    [InlineData("Max-Breadth:", null)]
    public void Header_is_read_and_60_is_the_most_that_is_believed(string header, int? breadth) =>
        Assert.Equal(breadth, Breadth.Read(Request(header).Headers));

    [Fact]
    public void Request_without_it_gives_60_to_the_phones_that_are_called_at_once_and_as_many_as_a_user_has_to_those_that_appear()
    {
        Assert.Equal(new Breadth(72, 12), Breadth.Of(Request("X: 1"), ForkKind.Call));
        Assert.Equal(new Breadth(60, 0), Breadth.Of(Request("X: 1"), ForkKind.Basic));
        Assert.Equal(new Breadth(60, 0), Breadth.Of(Request("Max-Breadth: 60"), ForkKind.Message));
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 30)]
    [InlineData(7, 8)]
    [InlineData(60, 1)]
    public void Phones_share_alike(int phones, int share)
    {
        var scene = new ForkScene().Starts([.. Enumerable.Range(0, phones).Select(i => Device($"d{i}"))]);
        Assert.All(scene.Fork.Targets, target => Assert.Equal(share, target.Breadth));
    }

    [Fact]
    public void Those_whose_turn_is_later_are_counted_from_the_start()
    {
        var scene = new ForkScene(breadth: 6).Starts(Device("a"), Device("b") with { Q = 0.5 }, Device("c") with { Q = 0.2 });
        scene.Fires(ForkTimer.Group);
        scene.Fires(ForkTimer.Group);
        Assert.Equal([2, 2, 2], scene.Fork.Targets.Select(target => target.Breadth));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void More_phones_than_breadth_are_440_and_none_is_called(int breadth, int phones)
    {
        var scene = new ForkScene(breadth: breadth).Starts([.. Enumerable.Range(0, phones).Select(i => Device($"d{i}"))]);
        scene.Asked("respond 440 Max-Breadth Exceeded");
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void One_after_the_other_needs_no_more_than_one()
    {
        var scene = new ForkScene(breadth: 1).Starts(Device("a"), Device("b") with { Q = 0.5 });
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 0");
        Assert.True(scene.Runs(ForkTimer.Group));
        scene.Receives(0, 486);
        scene.Asked("send 1");
        Assert.Equal(1, scene.Fork.Targets[1].Breadth);
    }

    [Fact]
    public void What_a_refusal_frees_goes_to_the_next()
    {
        var scene = new ForkScene(breadth: 60).Starts(Device("a"), Device("b") with { Q = 0.5 });
        scene.Receives(0, 486);
        Assert.Equal([30, 60], scene.Fork.Targets.Select(target => target.Breadth));
    }

    [Fact]
    public void Phone_that_moved_costs_nothing_more()
    {
        var scene = new ForkScene(breadth: 1).Starts(Device("a"));
        scene.Fork.Registered(Device("a"));
        scene.Asked("send 0", "send 1");
    }

    [Fact]
    public void Phone_that_appears_waits_until_there_is_room()
    {
        var scene = new ForkScene(breadth: 1).Starts(Device("a"));
        scene.Fork.Registered(Device("b"));
        scene.Asked("send 0");
        scene.Receives(0, 486);
        scene.Asked("send 1");
    }

    static SipRequest Request(string header)
    {
        var wire = $"INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\n{header}\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(wire), out var message, out _));
        return Assert.IsType<SipRequest>(message);
    }
}
