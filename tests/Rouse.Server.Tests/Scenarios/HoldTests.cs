using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A held call reads its bindings again now and then: a lost event costs seconds, not the call.</summary>
public sealed class HoldTests
{
    static readonly AddressOfRecord BobsAddress = new("bob", "example.org");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 8)]
    [InlineData(8, 16)]
    [InlineData(16, 24)]
    [InlineData(24, 32)]
    [InlineData(80, 88)]
    public void Registration_whose_event_was_lost_is_found_at_the_next_reading(int lostAfter, int foundAt)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        for (var i = 0; i < lostAfter; i++)
            scene.Advance(1);
        RegistersUnheard(scene);
        scene.Bob.ReceivesNothing();
        for (var i = lostAfter + 1; i < foundAt; i++)
            scene.Advance(1);
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Bob.ReceivesNothing();
        scene.Advance(Tick);
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(20);
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Message_is_held_in_the_same_way()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok-bob"));
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        RegistersUnheard(scene);
        scene.Advance(1);
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Reading_finds_nothing_new_in_what_was_heard()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        for (var i = 0; i < 20; i++)
            scene.Advance(1);
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Ring_window_counts_from_the_arrival_whatever_the_request_waited_for()
    {
        var slow = new SlowModule();
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Registers(Voip("tok-bob"));
        bob.FallsAsleep();
        alice.Invites("bob");
        network.Advance(20);
        slow.GoesOn();
        network.Settle();
        Assert.Equal(TimeSpan.FromSeconds(70), network.Push.Expects("apns", "tok-bob").TimeToLive);
        alice.Receives("SIP/2.0 100 *");
        network.Advance(TimeSpan.FromSeconds(70) - Tick);
        alice.ReceivesNothing();
        network.Advance(Tick);
        alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Request_that_waited_longer_than_the_window_is_not_held()
    {
        var slow = new SlowModule();
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Registers(Fcm("tok-bob"));
        bob.FallsAsleep();
        alice.SendsMessage("bob");
        network.Advance(26);
        slow.GoesOn();
        network.Settle();
        alice.Receives("SIP/2.0 100 *");
        alice.Receives("SIP/2.0 480 *");
    }

    /// <summary>Holds up every INVITE and MESSAGE until the test lets it go on.</summary>
    sealed class SlowModule : IRequestModule
    {
        RequestContext? _held;

        public Verdict Handle(RequestContext request)
        {
            if (request.Request.Method is not (SipMethod.Invite or SipMethod.Message))
                return Verdict.Continue;
            _held = request;
            return request.Suspend();
        }

        public void GoesOn() => _held!.Complete(static _ => Verdict.Continue);
    }

    // The REGISTER reached the store, but nobody was told.
    static void RegistersUnheard(WakeScene scene)
    {
        scene.Bob.ChangesNetwork();
        var locations = scene.Network.Server.Locations;
        var before = Assert.Single(locations.Find(BobsAddress));
        var change = new RegisterChange
        {
            Aor = BobsAddress,
            CallIdHash = 1,
            CSeq = 1,
            BranchHash = 1,
            ContentHash = 1,
            ReceiveNumber = before.ReceiveNumber + 1,
            Flow = scene.Bob.Flow,
        };
        var number = change.ReceiveNumber;
        var binding = before with { Flow = change.Flow, CallIdHash = change.CallIdHash, CSeq = change.CSeq, ReceiveNumber = number };
        var result = locations.Apply(change with { Contacts = [new ContactChange(binding, Remove: false)] });
        Assert.Equal(RegisterOutcome.Applied, result.Outcome);
    }
}
