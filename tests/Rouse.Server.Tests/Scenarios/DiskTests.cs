using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A slow, full or failing disk: 503 for what needs it, everything else goes on, and never a half state.</summary>
public sealed class DiskTests
{
    static readonly AddressOfRecord Bob = new("bob", "example.org");
    static readonly AddressOfRecord Carol = new("carol", "example.org");
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly TimeSpan TooSlow = TimeSpan.FromMilliseconds(500);

    // More than fits into what is free on any page.
    static readonly string Long = WakeScene.Voip(new string('x', 9000));

    [Fact]
    public void New_phone_is_answered_and_found_when_it_is_on_the_disk()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol");
        scene.Store.IsStuck = true;
        carol.SendsRegister();
        carol.ReceivesNothing();
        Assert.Empty(scene.Network.Server.Locations.Find(Carol));
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        carol.Receives("SIP/2.0 200 *");
        Assert.Single(scene.Network.Server.Locations.Find(Carol));
    }

    [Fact]
    public void Crash_before_the_commit_loses_only_what_was_not_acknowledged()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol");
        scene.Store.IsStuck = true;
        carol.SendsRegister();
        scene.Store.IsStuck = false;
        scene.Crashes();
        carol.ReceivesNothing();
        Assert.Empty(scene.Network.Server.Locations.Find(Carol));
        Assert.Single(scene.Network.Server.Locations.Find(Bob));
    }

    [Fact]
    public void Phone_that_logs_out_is_bound_until_it_is_told_otherwise()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        scene.Store.IsStuck = true;
        scene.Bob.SendsRegister(expires: 0);
        Assert.Single(scene.Network.Server.Locations.Find(Bob));
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.FindsNobody();
    }

    [Fact]
    public void Held_call_goes_to_the_phone_after_its_200()
    {
        using var scene = new DurableScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Store.IsStuck = true;
        scene.Bob.SendsRegister(WakeScene.Voip("tok-new"));
        scene.Bob.ReceivesNothing();
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.IsDelivered(call);
    }

    [Fact]
    public void Retransmissions_of_a_register_that_waits_are_absorbed()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol", SipTransport.Udp);
        var text = Register(carol, 1, "z9hG4bK-again");
        scene.Store.IsStuck = true;
        carol.Sends(text);
        carol.Sends(text);
        Assert.Equal(1, scene.Network.Server.Exchanges);
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        carol.Receives("SIP/2.0 200 *");
        carol.ReceivesNothing();
        carol.Sends(text);
        carol.Receives("SIP/2.0 200 *");
        Assert.Equal(0, scene.Network.Server.Exchanges);
    }

    [Fact]
    public void Same_register_with_another_branch_waits_for_the_first()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol", SipTransport.Udp);
        scene.Store.IsStuck = true;
        carol.Sends(Register(carol, 1, "z9hG4bK-1"));
        carol.Sends(Register(carol, 1, "z9hG4bK-2"));
        carol.ReceivesNothing();
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        carol.Receives("SIP/2.0 200 *");
        carol.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Cancel_means_nothing_to_a_register_that_waits()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol", SipTransport.Udp);
        scene.Store.IsStuck = true;
        carol.Sends(Register(carol, 1, "z9hG4bK-1"));
        carol.Sends(Register(carol, 1, "z9hG4bK-1").Replace("REGISTER", "CANCEL", StringComparison.Ordinal));
        carol.Receives("SIP/2.0 481 *");
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        Assert.Equal("1 REGISTER", carol.Receives("SIP/2.0 200 *").Value(HeaderName.CSeq));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Slow_disk_refuses_new_contacts_after_half_a_second(long ticks, bool isRefused)
    {
        using var scene = new DurableScene();
        var (carol, dave) = (scene.Network.Phone("carol"), scene.Network.Phone("dave"));
        scene.Store.IsStuck = true;
        carol.SendsRegister();
        scene.Network.Advance(TooSlow + (ticks * Tick));
        dave.SendsRegister();
        if (isRefused)
            Assert.Equal("5", dave.Receives("SIP/2.0 503 *").Value(HeaderName.RetryAfter));
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        carol.Receives("SIP/2.0 200 *");
        if (!isRefused)
            dave.Receives("SIP/2.0 200 *");
        dave.ReceivesNothing();
        Assert.Equal(isRefused ? 2 : 3, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Slow_disk_refuses_logouts_and_serves_refreshes_and_calls()
    {
        using var scene = new DurableScene(SipTransport.Udp);
        var desk = scene.Network.Phone("bob");
        desk.Registers("");
        scene.Store.IsStuck = true;
        scene.Network.Phone("carol").SendsRegister();
        scene.Network.Advance(TooSlow + Tick);
        scene.Bob.Registers();
        desk.SendsRegister(expires: 0);
        desk.Receives("SIP/2.0 503 *");
        Assert.Equal(2, scene.Network.Server.Locations.Find(Bob).Count);
        var call = scene.Call();
        desk.Answers(desk.ReceivesRequest("INVITE *"), 486);
        desk.Receives("ACK *");
        scene.IsDelivered(call);
        scene.Store.IsStuck = false;
    }

    [Fact]
    public void Full_disk_is_503_and_heals()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol");
        scene.Store.IsFull(true);
        carol.SendsRegister(Long);
        Assert.Equal("5", carol.Receives("SIP/2.0 503 *").Value(HeaderName.RetryAfter));
        Assert.Empty(scene.Network.Server.Locations.Find(Carol));
        scene.Bob.Registers();
        scene.Store.IsFull(false);
        carol.Registers(Long);
        scene.Network.Logs.ExpectError("the disk is full");
        scene.Crashes();
        Assert.Single(scene.Network.Server.Locations.Find(Carol));
    }

    [Fact]
    public void What_was_decided_upon_a_change_that_failed_fails_with_it()
    {
        using var scene = new DurableScene();
        scene.Store.IsFull(true);
        scene.Store.IsStuck = true;
        scene.Bob.SendsRegister(Long);
        scene.Bob.SendsRegister(WakeScene.Voip("tok-2"));
        scene.Bob.SendsRegister();
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        for (var i = 0; i < 3; i++)
            scene.Bob.Receives("SIP/2.0 503 *");
        scene.Network.Logs.ExpectError("the disk is full");
        Assert.Equal("tok-bob", Assert.Single(scene.Network.Server.Locations.Find(Bob)).Push!.Prid);
        scene.Crashes();
        Assert.Equal("tok-bob", Assert.Single(scene.Network.Server.Locations.Find(Bob)).Push!.Prid);
    }

    [Fact]
    public void Failed_logout_leaves_the_phone_bound_and_pushed()
    {
        using var scene = new DurableScene();
        scene.Store.Writer.Open().Execute("PRAGMA query_only = 1");
        scene.Bob.SendsRegister(expires: 0);
        scene.Bob.Receives("SIP/2.0 503 *");
        scene.Network.Logs.ExpectError("cannot be written");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        scene.IsDelivered(call);
    }

    [Fact]
    public void Token_that_dies_while_a_change_waits_stays_dead()
    {
        using var scene = new DurableScene();
        var desk = scene.Network.Phone("bob");
        var binding = Assert.Single(scene.Network.Server.Locations.Find(Bob));
        scene.Store.IsStuck = true;
        desk.SendsRegister("");
        scene.Network.Server.Locations.TokenDied(binding.Id, binding.ReceiveNumber);
        scene.Store.IsStuck = false;
        scene.Network.Settle();
        desk.Receives("SIP/2.0 200 *");
        Assert.Equal([false, false], scene.Network.Server.Locations.Find(Bob).Select(b => b.HasPush));
        scene.Network.Advance(1);
        scene.Crashes();
        Assert.Equal([false, false], scene.Network.Server.Locations.Find(Bob).Select(b => b.HasPush));
    }

    [Fact]
    public void Database_that_cannot_be_opened_again_is_503_until_it_can()
    {
        using var scene = new DurableScene();
        var carol = scene.Network.Phone("carol");
        scene.Store.Writer.Open().Execute("PRAGMA query_only = 1");
        scene.Store.Failure = "the folder is gone";
        for (var i = 0; i < 2; i++)
        {
            carol.SendsRegister();
            carol.Receives("SIP/2.0 503 *");
        }
        scene.Store.Failure = null;
        carol.Registers();
        scene.Network.Logs.ExpectError("cannot be written");
        Assert.Contains("Information: The database works again", scene.Network.Logs.Lines);
    }

    static string Register(Phone phone, int cseq, string branch) => $"""
        REGISTER sip:example.org SIP/2.0
        Via: SIP/2.0/UDP {phone.HostPort};branch={branch};rport
        From: <sip:{phone.User}@example.org>;tag=1
        To: <sip:{phone.User}@example.org>
        Call-ID: {phone.User}-fixed
        CSeq: {cseq} REGISTER
        Max-Forwards: 70
        Contact: <{phone.ContactUri}>
        Content-Length: 0
        """;
}
