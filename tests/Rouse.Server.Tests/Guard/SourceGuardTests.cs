using System.Net;
using Rouse.Server.Guard;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

public sealed class SourceGuardTests
{
    static readonly Sender Attacker = GuardScene.Sender("192.0.2.66");
    static readonly Sender Phone = GuardScene.Sender("192.0.2.7");

    readonly GuardScene _scene = new();

    [Fact]
    public void Port_that_sends_a_hundred_a_second_is_cut_and_others_of_its_address_are_not()
    {
        var sent = 0;
        for (; sent < 2_000 && _scene.Admits(Attacker); sent++)
            _scene.Time.Advance(TimeSpan.FromMilliseconds(10));

        // 500 at once, and 50 for each second meanwhile.
        Assert.InRange(sent, 990, 1_010);
        Assert.Equal(["ignores port 192.0.2.66:5060 for 120 s: too many messages"], _scene.Lines);
        Assert.True(_scene.Admits(GuardScene.Sender("192.0.2.66", 5061)));
        _scene.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.False(_scene.Admits(Attacker));
        _scene.Time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_scene.Admits(Attacker));
    }

    [Fact]
    public void One_message_a_second_is_never_cut()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(_scene.Admits(Phone));
            _scene.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Office_of_500_phones_behind_one_address_comes_back_after_a_power_cut()
    {
        for (var message = 0; message < 40; message++)
        {
            for (var phone = 0; phone < 500; phone++)
                Assert.True(_scene.Admits(GuardScene.Sender("198.51.100.1", 20_000 + phone)));
        }
        Assert.Empty(_scene.Lines);
    }

    [Fact]
    public void Source_that_floods_from_all_its_ports_is_banned_with_one_line()
    {
        Assert.Equal(20_000, _scene.SendFromAll("192.0.2.66", 30_000));
        Assert.Equal(["banned 192.0.2.66 for 120 s: too many messages"], _scene.Lines);
        Assert.False(_scene.Admits(GuardScene.Sender("192.0.2.66", 999)));
        Assert.True(_scene.Admits(Phone));
        _scene.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(_scene.Admits(Attacker));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_source()
    {
        for (var i = 0; i < 20_000; i++)
            Assert.True(_scene.Admits(GuardScene.Sender($"2001:db8:0:1::{i:x}")));

        Assert.False(_scene.Admits(GuardScene.Sender("2001:db8:0:1:ffff::1")));
        Assert.True(_scene.Admits(GuardScene.Sender("2001:db8:0:2::1")));
        Assert.Equal(["banned 2001:db8:0:1::/64 for 120 s: too many messages"], _scene.Lines);
    }

    [Fact]
    public void Registered_phone_does_not_suffer_for_its_neighbour_behind_the_same_address()
    {
        var neighbour = GuardScene.Sender("192.0.2.66", 30_000);
        _scene.SendFromAll("192.0.2.66", 30_000);

        Assert.False(_scene.Admits(neighbour));
        Assert.True(_scene.Admits(neighbour, isRetained: true));
    }

    [Fact]
    public void Registered_phone_may_send_ten_times_as_much_and_no_more()
    {
        Assert.Equal(5_000, _scene.Send(Phone, 6_000, isRetained: true));
        Assert.Equal(["ignores port 192.0.2.7:5060 for 120 s: too many messages"], _scene.Lines);
    }

    [Fact]
    public void What_is_no_SIP_counts_twenty_times()
    {
        for (var i = 0; i < 24; i++)
        {
            Assert.True(_scene.Admits(Attacker));
            _scene.Guard.Malformed(Attacker, isRetained: false, _scene.Time.GetTimestamp());
        }
        Assert.False(_scene.Admits(Attacker));
        Assert.Equal(["ignores port 192.0.2.66:5060 for 120 s: too much that is no SIP"], _scene.Lines);
    }

    [Fact]
    public void Trusted_network_is_never_cut()
    {
        var scene = new GuardScene(new GuardOptions { Trusted = [IPNetwork.Parse("192.0.2.64/27"), IPNetwork.Parse("2001:db8::/32")] });

        Assert.Equal(50_000, scene.Send(Attacker, 50_000));
        Assert.Equal(50_000, scene.Send(GuardScene.Sender("2001:db8:1::1"), 50_000));
        Assert.Equal(500, scene.Send(GuardScene.Sender("192.0.2.96"), 1_000));
        Assert.Equal(500, scene.Send(GuardScene.Sender("127.0.0.1"), 1_000));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    public void This_machine_is_trusted_unless_somebody_says_otherwise(string address) =>
        Assert.Equal(50_000, _scene.Send(GuardScene.Sender(address), 50_000));

    [Fact]
    public void This_machine_is_cut_as_well_where_nobody_is_trusted() =>
        Assert.Equal(500, new GuardScene(new GuardOptions { Trusted = [] }).Send(GuardScene.Sender("127.0.0.1"), 1_000));

    [Fact]
    public void Guard_that_is_off_lets_everything_in()
    {
        _scene.Guard.Change(new GuardOptions { Enabled = false });
        Assert.Equal(50_000, _scene.Send(Attacker, 50_000));
        _scene.Guard.Change(new GuardOptions());
        Assert.Equal(500, _scene.Send(Attacker, 1_000));
    }

    [Fact]
    public void Zero_is_without_limit()
    {
        var scene = new GuardScene(new GuardOptions { MessagesPerSource = 0, MessagesPerPort = 0 });
        Assert.Equal(50_000, scene.Send(Attacker, 50_000));
    }

    [Fact]
    public void Connections_of_a_source_are_counted_while_they_are_open()
    {
        var scene = new GuardScene(new GuardOptions { ConnectionsPerSource = 2, HandshakesPerSource = 1 });

        Assert.True(scene.Guard.TryOpen(Attacker, shakesHands: true));
        Assert.False(scene.Guard.TryOpen(Attacker, shakesHands: true));
        scene.Guard.Opened(Attacker, isAgreed: true);
        Assert.True(scene.Guard.TryOpen(Attacker, shakesHands: true));
        scene.Guard.Opened(Attacker, isAgreed: true);
        Assert.False(scene.Guard.TryOpen(Attacker, shakesHands: false));
        Assert.True(scene.Guard.TryOpen(Phone, shakesHands: false));
        scene.Guard.Closed(Attacker);
        Assert.True(scene.Guard.TryOpen(Attacker, shakesHands: false));
    }

    [Fact]
    public void Connections_of_everybody_have_a_limit_for_trusted_ones_too()
    {
        var scene = new GuardScene(new GuardOptions { Connections = 2, ConnectionsPerSource = 1 });
        var local = GuardScene.Sender("127.0.0.1");

        Assert.True(scene.Guard.TryOpen(local, shakesHands: false));
        Assert.True(scene.Guard.TryOpen(local, shakesHands: false));
        Assert.False(scene.Guard.TryOpen(local, shakesHands: false));
        Assert.False(scene.Guard.TryOpen(Phone, shakesHands: false));
    }

    [Fact]
    public void Source_that_opens_connections_without_end_is_banned()
    {
        var opened = 0;
        for (; opened < 5_000 && _scene.Guard.TryOpen(Attacker, shakesHands: false); opened++)
            _scene.Guard.Closed(Attacker);

        Assert.Equal(2_000, opened);
        Assert.Equal(["banned 192.0.2.66 for 120 s: too many connections"], _scene.Lines);
        Assert.False(_scene.Admits(Attacker));
    }

    [Fact]
    public void Failed_handshakes_count()
    {
        var failed = 0;
        for (; failed < 5_000 && _scene.Guard.TryOpen(Attacker, shakesHands: true); failed++)
        {
            _scene.Guard.Opened(Attacker, isAgreed: false);
            _scene.Guard.Closed(Attacker);
        }
        Assert.InRange(failed, 300, 350);
        Assert.Equal(["banned 192.0.2.66 for 120 s: too many failed TLS handshakes"], _scene.Lines);
    }

    [Fact]
    public void Bans_are_listed_and_lifted()
    {
        _scene.SendFromAll("192.0.2.66", 30_000);
        _scene.Send(Phone, 1_000);
        var bans = _scene.Guard.List();

        Assert.Equal(["192.0.2.66", "192.0.2.7:5060"], bans.Select(ban => ban.Source).Order());
        Assert.All(bans, ban => Assert.Equal(
            ("too many messages", _scene.Time.GetUtcNow() + TimeSpan.FromMinutes(2), 1), (ban.Reason, ban.Until, ban.Count)));
        Assert.Equal(1, _scene.Guard.Lift("192.0.2.66"));
        Assert.True(_scene.Admits(Attacker));
        Assert.Equal(1, _scene.Guard.Lift("192.0.2.7"));
        Assert.True(_scene.Admits(Phone));
        Assert.Equal(0, _scene.Guard.Lift("192.0.2.7"));
        Assert.Null(_scene.Guard.Lift("bob"));
        Assert.Empty(_scene.Guard.List());
    }

    [Fact]
    public void Of_many_ports_a_few_get_a_line_each_minute()
    {
        for (var port = 1; port <= 15; port++)
            _scene.Send(GuardScene.Sender("192.0.2.66", port), 600);
        Assert.Equal(10, _scene.Lines.Count());
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        _scene.Send(GuardScene.Sender("192.0.2.66", 99), 600);

        Assert.Equal(
            ["ignores 5 more ports", "ignores port 192.0.2.66:99 for 120 s: too many messages"], _scene.Lines.Skip(10));
    }
}
