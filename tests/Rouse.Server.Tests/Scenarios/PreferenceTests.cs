using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Phones that registered with different <c>q</c> (RFC 3261 §16.6, §20.10).</summary>
public sealed class PreferenceTests : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _desk;
    readonly Phone _cell;

    public PreferenceTests()
    {
        _alice = _network.Phone("alice");
        _desk = Bob("1.0");
        _cell = Bob("0.5");
        _desk.Registers();
        _cell.Registers();
    }

    [Fact]
    public void Second_is_called_when_the_first_refuses()
    {
        var call = Calls();
        var atDesk = _desk.ReceivesRequest("INVITE *");
        _cell.ReceivesNothing();
        _desk.Answers(atDesk, 486);
        _desk.Receives("ACK *");
        _alice.ReceivesNothing();
        _cell.Answers(_cell.Receives("INVITE *"), 200);

        call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _cell.Receives("ACK *");
    }

    [Fact]
    public void Second_is_called_after_10_s_and_the_first_rings_on()
    {
        var call = Calls();
        var atDesk = _desk.ReceivesRequest("INVITE *");
        _network.Advance(TimeSpan.FromSeconds(10) - Tick);
        _cell.ReceivesNothing();
        _network.Advance(Tick);
        var atCell = _cell.ReceivesRequest("INVITE *");
        _desk.ReceivesNothing();
        _cell.Answers(atCell, 180);
        _alice.Receives("SIP/2.0 180 *");
        _desk.Answers(atDesk, 200);
        call.Acks(_alice.Receives("SIP/2.0 200 *"));
        _desk.Receives("ACK *");
        _cell.Answers(_cell.Receives("CANCEL *"), 200);
        _cell.Answers(atCell, 487);
        _cell.Receives("ACK *");
    }

    [Fact]
    public void Time_of_a_group_can_be_set_and_changed()
    {
        using var network = new TestNetwork(options => options with { Forking = new() { GroupWait = TimeSpan.FromSeconds(3) } });
        var (alice, desk, cell) = (network.Phone("alice"), network.Phone("bob"), network.Phone("bob"));
        cell.ContactParameters = ";q=0.1";
        desk.Registers();
        cell.Registers();
        var first = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        network.Advance(3);
        cell.Answers(cell.Receives("INVITE *"), 603);
        first.Acks(alice.Receives("SIP/2.0 603 *"));
        cell.Receives("ACK *");
        network.Server.Change(network.Options with { Forking = new() { GroupWait = TimeSpan.FromSeconds(5) } });
        var second = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        network.Advance(TimeSpan.FromSeconds(5) - Tick);
        cell.ReceivesNothing();
        network.Advance(Tick);
        cell.Answers(cell.Receives("INVITE *"), 603);
        second.Acks(alice.Receives("SIP/2.0 603 *"));
        cell.Receives("ACK *");
    }

    [Fact]
    public void Message_reaches_all_at_once()
    {
        _alice.SendsMessage("bob");
        _desk.Answers(_desk.Receives("MESSAGE *"), 200);
        _cell.Answers(_cell.Receives("MESSAGE *"), 200);

        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sleeping_phone_is_pushed_when_its_turn_comes_and_not_before()
    {
        using var scene = new WakeScene();
        scene.Bob.ContactParameters = ";q=0.5";
        scene.Bob.Registers();
        scene.Bob.FallsAsleep();
        var desk = scene.Device("bob", "");
        var call = scene.Call();
        var atDesk = WakeScene.Invite(desk);
        scene.Advance(TimeSpan.FromSeconds(10) - Tick);
        scene.Push.ExpectsNothing();
        scene.Advance(Tick);
        Assert.Equal(TimeSpan.FromSeconds(80), scene.Push.Expects("apns", "tok-bob").TimeToLive);
        scene.Bob.Registers();
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);
        WakeScene.HangsUp(call, answer, scene.Bob);
        desk.Answers(atDesk, 487);
    }

    [Fact]
    public void Sleeping_phone_whose_turn_never_came_is_not_pushed()
    {
        using var scene = new WakeScene();
        scene.Bob.ContactParameters = ";q=0.5";
        scene.Bob.Registers();
        scene.Bob.FallsAsleep();
        var desk = scene.Device("bob", "");
        var call = scene.Call();
        WakeScene.HangsUp(call, scene.Answers(desk, WakeScene.Invite(desk), 200), desk);
        scene.Bob.Registers();

        scene.Bob.ReceivesNothing();
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Sleeping_phone_of_the_higher_preference_has_its_10_s_to_wake()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var desk = scene.Network.Phone("bob");
        desk.ContactParameters = ";q=0.5";
        desk.Registers();
        var call = scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(TimeSpan.FromSeconds(10) - Tick);
        desk.ReceivesNothing();
        scene.Advance(Tick);
        var atDesk = WakeScene.Invite(desk);
        scene.Bob.Registers();
        var atBob = WakeScene.Invite(scene.Bob);
        WakeScene.HangsUp(call, scene.Answers(scene.Bob, atBob, 200), scene.Bob);
        desk.Answers(atDesk, 487);
    }

    public void Dispose() => _network.Dispose();

    Phone Bob(string q)
    {
        var phone = _network.Phone("bob");
        phone.ContactParameters = $";q={q}";
        return phone;
    }

    OutgoingCall Calls()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        return call;
    }
}
