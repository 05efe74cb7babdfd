using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Exchanges;

/// <summary>A module that needs time: the request waits, findable, and goes on behind that module.</summary>
public sealed class SuspendedRequestTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Request_goes_on_behind_the_module_that_suspended_it()
    {
        var (before, after) = (FakeModule.Watching(SipMethod.Invite), FakeModule.Watching(SipMethod.Invite));
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [before, slow, after]);
        var (alice, bob) = Phones(network);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        Assert.Empty(after.Seen);
        bob.ReceivesNothing();
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        bob.Answers(bob.Receives("INVITE *"), 486);
        call.Acks(alice.Receives("SIP/2.0 486 *"));

        Assert.Equal((1, 1, 1), (before.Seen.Count, slow.Seen.Count, after.Seen.Count));
    }

    [Fact]
    public void Module_that_is_done_before_it_has_returned_suspends_nothing()
    {
        var quick = new FakeModule(SipMethod.Invite, request =>
        {
            request.Complete(_ => Verdict.Continue);
            return request.Suspend();
        });
        using var network = new TestNetwork(modules: [quick]);
        var (alice, bob) = Phones(network);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 486);

        call.Acks(alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Two_modules_suspend_one_after_the_other()
    {
        var (first, second) = (FakeModule.Suspending(SipMethod.Message), FakeModule.Suspending(SipMethod.Message));
        using var network = new TestNetwork(modules: [first, second]);
        var (alice, bob) = Phones(network);
        alice.SendsMessage("bob");
        first.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        bob.ReceivesNothing();
        second.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        bob.Answers(bob.Receives("MESSAGE *"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Repeated_INVITE_is_absorbed_meanwhile()
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network, SipTransport.Udp);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        call.SendAgain();
        alice.Receives("SIP/2.0 100 *");
        Assert.Single(slow.Seen);
        slow.Last.Complete(request => request.Answer(403));
        network.Settle();

        call.Acks(alice.Receives("SIP/2.0 403 *"));
    }

    [Fact]
    public void Repeated_REGISTER_is_absorbed_meanwhile_and_answered_anew_afterwards()
    {
        var slow = FakeModule.Suspending(SipMethod.Register);
        using var network = new TestNetwork(modules: [slow]);
        var alice = network.Phone("alice", SipTransport.Udp);
        var register = () => alice.SendsRaw(
            "REGISTER", "sip:example.org", to: "<sip:alice@example.org>",
            via: "SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKr1",
            headers: "Contact: <sip:alice@10.0.0.5>");
        register();
        register();
        Assert.Single(slow.Seen);
        network.Advance(10);
        alice.ReceivesNothing();
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        alice.Receives("SIP/2.0 200 *");
        Assert.Equal("", network.Server.Leaks());
        register();
        Assert.Equal(2, slow.Seen.Count);
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void CANCEL_ends_it_and_what_comes_later_is_ignored()
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        call.Cancels();
        alice.Receives("SIP/2.0 200 *");
        call.Acks(alice.Receives("SIP/2.0 487 *"));
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();

        alice.ReceivesNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Another_thread_answers_it()
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, _) = Phones(network, SipTransport.Udp);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var other = new Thread(() => slow.Last.Complete(request => request.Answer(603, "Not Today")));
        other.Start();
        other.Join();
        alice.ReceivesNothing();
        network.Settle();
        var refusal = alice.Receives("SIP/2.0 603 Not Today");
        call.SendAgain();
        alice.Receives("SIP/2.0 603 Not Today");
        call.Acks(refusal);
        network.Advance(10);

        alice.ReceivesNothing();
    }

    [Fact]
    public void Dropped_in_the_end_it_leaves_nothing()
    {
        var slow = FakeModule.Suspending(SipMethod.Message);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        alice.SendsMessage("bob");
        slow.Last.Complete(_ => Verdict.Dropped);
        network.Settle();

        alice.ReceivesNothing();
        bob.ReceivesNothing();
        Assert.Equal("", network.Server.Leaks());
    }

    [Fact]
    public void Dropped_at_once_it_leaves_nothing_either()
    {
        using var network = new TestNetwork(modules: [new FakeModule(SipMethod.Message, _ => Verdict.Dropped)]);
        var (alice, bob) = Phones(network);
        alice.SendsMessage("bob");

        alice.ReceivesNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Sender_of_a_MESSAGE_is_told_100_at_3500_ms_counted_from_its_arrival()
    {
        var slow = FakeModule.Suspending(SipMethod.Message);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        alice.SendsMessage("bob");
        network.Advance(3);
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        var message = bob.Receives("MESSAGE *");
        network.Advance(TimeSpan.FromSeconds(0.5) - Tick);
        alice.ReceivesNothing();
        network.Advance(Tick);
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(message, 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sender_of_a_MESSAGE_is_told_100_while_it_is_suspended()
    {
        var slow = FakeModule.Suspending(SipMethod.Message);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        alice.SendsMessage("bob");
        network.Advance(3.5);
        alice.Receives("SIP/2.0 100 *");
        slow.Last.Complete(request => request.Answer(480));
        network.Settle();

        alice.Receives("SIP/2.0 480 *");
        bob.ReceivesNothing();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(84.5)]
    public void Ring_window_counts_from_the_arrival(double suspended)
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        bob.Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-1");
        bob.FallsAsleep();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        network.Advance(suspended);
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        network.Push.Expects("apns", "tok-1");
        network.Advance(TimeSpan.FromSeconds(90 - suspended) - Tick);
        alice.ReceivesNothing();
        network.Advance(Tick);

        call.Acks(alice.Receives("SIP/2.0 480 *"));
    }

    [Fact]
    public void Call_that_was_suspended_beyond_the_ring_window_waits_for_nobody()
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        bob.Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-1");
        bob.FallsAsleep();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        network.Advance(91);
        slow.Last.Complete(_ => Verdict.Continue);
        network.Settle();
        network.Advance(Tick);

        call.Acks(alice.Receives("SIP/2.0 480 *"));
    }

    static (Phone Alice, Phone Bob) Phones(TestNetwork network, SipTransport transport = SipTransport.Tcp)
    {
        var (alice, bob) = (network.Phone("alice", transport), network.Phone("bob"));
        bob.Registers();
        return (alice, bob);
    }
}
