using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

public sealed class CallTests
{
    [Fact]
    public void Call_is_set_up_and_hung_up_by_the_caller()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        alice.Registers();
        bob.Registers();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest("INVITE sip:bob@*");
        bob.Answers(invite, 180);
        alice.Receives("SIP/2.0 180 *");
        bob.Answers(invite, 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        bob.Receives("ACK sip:bob@*");
        call.SendsInDialog("BYE", ok);
        bob.Answers(bob.Receives("BYE sip:bob@*"), 200);
        alice.Receives("SIP/2.0 200 *");
        alice.ReceivesNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Call_is_hung_up_by_the_called_phone()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        alice.Registers();
        bob.Registers();
        var call = alice.Invites("bob");
        var invite = bob.ReceivesRequest("INVITE sip:bob@*");
        bob.Answers(invite, 200);
        alice.Receives("SIP/2.0 100 *");
        call.Acks(alice.Receives("SIP/2.0 200 *"));
        bob.Receives("ACK *");
        bob.SendsInDialog("BYE", invite);
        alice.Answers(alice.Receives("BYE sip:alice@*"), 200);
        bob.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sleeping_phone_is_called_when_it_registers_again()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-1");
        bob.FallsAsleep();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        Assert.Equal(call.CallId, network.Push.Expects("apns", "tok-1").CallId);
        network.Advance(5);
        bob.Registers();
        var invite = bob.ReceivesRequest("INVITE sip:bob@*");
        bob.Answers(invite, 180);
        alice.Receives("SIP/2.0 180 *");
        bob.Answers(invite, 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        bob.Receives("ACK *");
        network.Push.ExpectsNothing();
    }
}
