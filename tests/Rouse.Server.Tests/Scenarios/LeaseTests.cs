using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>How long a binding outlives the process: as granted and a lease beyond, never less.</summary>
public sealed class LeaseTests
{
    static readonly AddressOfRecord Bob = new("bob", "example.org");

    // Granted 1 h, so the lease is 1 h; rows count whole seconds and are rounded up.
    [Theory]
    [InlineData(7200, 1)]
    [InlineData(7202, 0)]
    public void Restart_finds_it_until_the_lease_is_over(int seconds, int count)
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Store.IsStuck = true;
        scene.Network.Advance(seconds);
        scene.Store.IsStuck = false;
        scene.Crashes();
        Assert.Equal(count, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Ended_binding_is_gone_from_the_disk_too()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Network.Advance(3600);
        scene.Network.Advance(10);
        scene.Network.Advance(1);
        Assert.Equal(0, scene.Store.ReadNumber("SELECT count(*) FROM bindings"));
    }

    [Fact]
    public void Refresh_within_half_the_lease_writes_nothing()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        var written = KeepUntil(scene);
        scene.Network.Advance(1800);
        scene.Store.IsStuck = true;
        scene.Bob.Registers();
        Assert.Equal(0, scene.Store.Writer.Queued);
        scene.Network.Advance(5);
        Assert.Equal(0, scene.Store.Writer.Queued);
        Assert.Equal(written, KeepUntil(scene));
    }

    [Fact]
    public void Refresh_beyond_half_the_lease_is_answered_at_once_and_written_within_a_second()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        var written = KeepUntil(scene);
        scene.Network.Advance(1801);
        scene.Store.IsStuck = true;
        scene.Bob.Registers();
        Assert.Equal(0, scene.Store.Writer.Queued);
        scene.Store.IsStuck = false;
        scene.Network.Advance(1);
        Assert.Equal(written + 1801, KeepUntil(scene));
    }

    [Fact]
    public void Crash_after_refreshes_finds_the_phone_as_long_as_the_last_one_was_granted()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        for (var i = 0; i < 7; i++)
        {
            scene.Network.Advance(1000);
            scene.Bob.Registers();
        }
        scene.Network.Advance(1);
        scene.Crashes();
        scene.Network.Advance(3600 - 2);
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Refresh_that_asks_for_more_than_the_lease_holds_waits_for_the_disk()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Store.IsStuck = true;
        scene.Bob.SendsRegister(expires: 86_400);
        scene.Bob.ReceivesNothing();
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Crashes();
        scene.Network.Advance(86_400 - 1);
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Much_shorter_grant_is_written_soon()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Bob.Registers(expires: 86_400);
        scene.Bob.Registers(expires: 3600);
        scene.Network.Advance(1);
        scene.Crashes();
        scene.Network.Advance(7200 + 1);
        Assert.Equal(0, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Restarts_do_not_prolong_it()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        var written = KeepUntil(scene);
        for (var i = 0; i < 3; i++)
        {
            scene.Network.Advance(600);
            scene.Crashes();
            // Something about it is written anew.
            var binding = Assert.Single(scene.Network.Server.Locations.Find(Bob));
            ((MemoryLocationStore)scene.Network.Server.Locations).Compare(BindingKey.Of(binding));
            scene.Network.Advance(1);
        }
        Assert.InRange(KeepUntil(scene), written, written + 3);
    }

    [Fact]
    public void Phone_that_can_be_pushed_is_kept_for_the_long_grant()
    {
        using var scene = new DurableScene();
        scene.Crashes();
        var binding = Assert.Single(scene.Network.Server.Locations.Find(Bob));
        var left = scene.Network.Clock.GetElapsedTime(scene.Network.Clock.GetTimestamp(), binding.ExpiresAt);
        // At most, whatever the wall clock says: 24 d and a lease of one more.
        Assert.Equal((true, TimeSpan.FromDays(25)), (binding.CanBePushed, left));
    }

    [Fact]
    public void Wall_clock_that_was_wrong_at_the_start_removes_nothing()
    {
        using var scene = new DurableScene(SipTransport.Udp, push: "");
        scene.Store.IsStuck = true;
        scene.Network.Advance(7300);
        scene.Store.IsStuck = false;
        scene.Crashes();
        Assert.Equal(0, scene.Network.Server.Bindings);
        scene.Network.Advance(59);
        Assert.Equal(1, scene.Store.ReadNumber("SELECT count(*) FROM bindings"));
        scene.Network.Advance(2);
        Assert.Equal(0, scene.Store.ReadNumber("SELECT count(*) FROM bindings"));
    }

    static long KeepUntil(DurableScene scene) => scene.Store.ReadNumber("SELECT keep_until FROM bindings WHERE user = 'bob'");
}
