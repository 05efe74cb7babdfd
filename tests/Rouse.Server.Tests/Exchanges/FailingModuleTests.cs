using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Exchanges;

/// <summary>A bug in a module costs the request in which it shows, and nothing else.</summary>
public sealed class FailingModuleTests
{
    const string Bug = "the bug of the test";

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    [InlineData("SUBSCRIBE")]
    public void Sender_gets_500_and_the_log_one_line_with_the_Call_ID(string method)
    {
        using var network = new TestNetwork(modules: [Failing(method)]);
        var (alice, bob) = Phones(network);
        var request = alice.Requests(method, "sip:bob@example.org", "Event: presence");
        alice.Receives("SIP/2.0 500 *");
        Expect(network, request.CallId);

        alice.ReceivesNothing();
        bob.ReceivesNothing();
        Assert.Equal("", network.Server.Leaks());
    }

    [Fact]
    public void ACK_is_not_answered_even_then()
    {
        using var network = new TestNetwork(modules: [Failing("ACK")]);
        var (alice, _) = Phones(network);
        var ack = alice.Requests("ACK", "sip:bob@example.org");
        Expect(network, ack.CallId);

        alice.ReceivesNothing();
    }

    [Fact]
    public void Next_request_on_the_same_connection_is_served()
    {
        using var network = new TestNetwork(modules: [Failing("MESSAGE")]);
        var (alice, bob) = Phones(network);
        var message = alice.SendsMessage("bob");
        alice.Receives("SIP/2.0 500 *");
        Expect(network, message.CallId);
        alice.Requests("INFO", "sip:bob@example.org");
        bob.Answers(bob.Receives("INFO *"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void What_was_answered_before_is_not_answered_again()
    {
        using var network = new TestNetwork(modules: [new FakeModule(SipMethod.Message, request => throw Answer(request))]);
        var (alice, _) = Phones(network);
        var message = alice.SendsMessage("bob");
        alice.Receives("SIP/2.0 403 *");
        Expect(network, message.CallId);

        alice.ReceivesNothing();
    }

    [Fact]
    public void Work_that_ends_in_a_failure_is_500()
    {
        var slow = FakeModule.Suspending(SipMethod.Invite);
        using var network = new TestNetwork(modules: [slow]);
        var (alice, bob) = Phones(network);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        slow.Last.Complete(_ => throw new InvalidOperationException(Bug));
        network.Settle();
        call.Acks(alice.Receives("SIP/2.0 500 *"));
        Expect(network, call.CallId);

        bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_rings_already_is_cancelled_when_the_next_branch_fails()
    {
        var failing = new FakeModule(SipMethod.Other, _ => Verdict.Continue) { OnBranch = branch => FailAt(branch.Index == 1) };
        using var network = new TestNetwork(modules: [failing]);
        var (alice, bob) = Phones(network);
        var cell = network.Phone("bob");
        cell.Registers();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        call.Acks(alice.Receives("SIP/2.0 500 *"));
        Expect(network, call.CallId);
        // The newest binding is called first.
        var invite = cell.Receives("INVITE *");
        cell.ReceivesNothing();
        cell.Answers(invite, 180);
        cell.Answers(cell.Receives("CANCEL *"), 200);
        cell.Answers(invite, 487);
        cell.Receives("ACK *");

        alice.ReceivesNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Answer_that_could_not_be_passed_on_is_hung_up()
    {
        var failing = new FakeModule(SipMethod.Other, _ => Verdict.Continue)
        {
            OnResponse = response => FailAt(response is SipResponse { Status: 200 }),
        };
        using var network = new TestNetwork(modules: [failing]);
        var (alice, bob) = Phones(network);
        var cell = network.Phone("bob", SipTransport.Udp);
        cell.Registers();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.Receives("INVITE *");
        var atCell = cell.Receives("INVITE *");
        cell.Answers(atCell, 180);
        alice.Receives("SIP/2.0 180 *");
        bob.Answers(invite, 200);
        call.Acks(alice.Receives("SIP/2.0 500 *"));
        Expect(network, call.CallId);
        cell.Receives("CANCEL *");
        cell.Answers(atCell, 487);
        // A phone repeats its 200 until it is acknowledged.
        bob.Answers(invite, 200);
        bob.Receives("ACK *");
        bob.Answers(bob.Receives("BYE *"), 200);

        alice.ReceivesNothing();
    }

    static FakeModule Failing(string method) =>
        new(SipMethods.Parse(Encoding.ASCII.GetBytes(method)), _ => throw new InvalidOperationException(Bug));

    static InvalidOperationException Answer(RequestContext request)
    {
        request.Answer(403);
        return new InvalidOperationException(Bug);
    }

    static void FailAt(bool isTime)
    {
        if (isTime)
            throw new InvalidOperationException(Bug);
    }

    static void Expect(TestNetwork network, string callId)
    {
        network.Logs.ExpectError(callId);
        Assert.Empty(network.Logs.Errors);
    }

    static (Phone Alice, Phone Bob) Phones(TestNetwork network)
    {
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Registers();
        return (alice, bob);
    }
}
