using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Exchanges;
using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of requests that were answered before a phone was found, or came to grief.</summary>
public sealed class RefusedTimelineTests
{
    [Fact]
    public void Sender_proves_who_it_is_and_no_phone_is_registered()
    {
        using var scene = new AuthScene();
        var call = scene.Alice.Invites("carol");
        call.Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:carol@example.org: 480
            No phone of the called user is registered.
            ? Often: logged out, or its registration ended while it slept; one that gives push parameters stays registered.
                 0 received from TCP 192.0.2.11:40001
                 0 the sender proved that it is alice
                 0 the caller gets 480 No Phone Is Registered
            """,
            Told.Of(scene.Network));
        // The challenge is none of its own.
        Assert.Single(scene.Network.Server.Timelines.Recent(9));
    }

    [Fact]
    public void Wrong_password()
    {
        using var scene = new AuthScene();
        var call = scene.Alice.Invites("bob");
        call.Authenticates(scene.Alice.Receives("SIP/2.0 407 *"), "guessed");

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 403
            The sender was refused (403 Forbidden): wrong password.
                 0 received from TCP 192.0.2.11:40001
                 0 refused: wrong password
                 0 the caller gets 403 Forbidden
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void More_phones_than_the_request_may_be_forked_to()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        network.Phone("bob").Registers();
        network.Phone("bob").Registers();
        alice.SendsMessage("bob", headers: "Content-Type: text/plain\nMax-Breadth: 1");
        alice.Receives("SIP/2.0 440 *");

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 440
            More phones would have to be called than the request allows (440 Max-Breadth Exceeded).
                 0 received from TCP 192.0.2.11:40001
                 0 the caller gets 440 Max-Breadth Exceeded
            """,
            Told.Of(network));
    }

    [Fact]
    public void Sender_of_another_domain()
    {
        using var scene = new AuthScene();
        scene.Alice.Sends(
            """
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.66:5060;branch=z9hG4bK-1
            From: <sip:mallory@example.com:5070;transport=tcp>;tag=1
            To: <sip:bob@example.org>
            Call-ID: strange
            CSeq: 1 INVITE
            Max-Forwards: 70
            Contact: <sip:mallory@192.0.2.66>
            Content-Length: 0
            """);

        Assert.Equal(
            """
            INVITE sip:mallory@example.com:5070 > sip:bob@example.org: 403
            The sender was refused (403 Forbidden): sender is not of our domains.
                 0 received from TCP 192.0.2.11:40001
                 0 refused: sender is not of our domains
                 0 the caller gets 403 Forbidden
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Nobody_has_that_address()
    {
        using var network = new TestNetwork();
        network.Phone("alice").Invites("nobody");

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:nobody@example.org: 404
            Nobody here has the address that was called (404 Not Found).
                 0 received from TCP 192.0.2.11:40001
                 0 the caller gets 404 Not Found
            """,
            Told.Of(network));
    }

    [Fact]
    public void Too_many_hops()
    {
        using var network = new TestNetwork();
        network.Phone("alice").Sends(
            """
            MESSAGE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.66:5060;branch=z9hG4bK-1
            From: <sip:alice@example.org>;tag=1
            To: <sip:bob@example.org>
            Call-ID: far
            CSeq: 1 MESSAGE
            Max-Forwards: 0
            Content-Length: 0
            """);

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 483
            The request went through too many servers (483 Too Many Hops).
                 0 received from TCP 192.0.2.11:40001
                 0 the caller gets 483 Too Many Hops
            """,
            Told.Of(network));
    }

    [Fact]
    public void Bug_of_ours()
    {
        var failing = new FakeModule(SipMethod.Other, _ => Verdict.Continue)
        {
            OnBranch = _ => throw new InvalidOperationException("a bug"),
        };
        using var network = new TestNetwork(modules: [failing]);
        network.Phone("bob").Registers();
        network.Phone("alice").Invites("bob");
        network.Logs.ExpectError("a bug");

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 500*
            An internal error ended it.
            ? The log has the error beside this Call-ID.
            phone 1 = TCP 192.0.2.11:40001, no push parameters
                 0 received from TCP 192.0.2.12:40001
                 0 phone 1: awake on TCP 192.0.2.11:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.11:40001
                 0 an internal error: see the log
                 0 the caller gets 500 Server Internal Error
            """,
            Told.Of(network));
    }

    [Fact]
    public void Caller_hangs_up_before_a_phone_was_looked_for()
    {
        using var network = new TestNetwork(modules: [FakeModule.Suspending(SipMethod.Invite)]);
        var call = network.Phone("alice").Invites("bob");
        network.Advance(2);
        call.Cancels();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 2 s, before a phone was looked for.
                 0 received from TCP 192.0.2.11:40001
              2000 the caller hung up
              2000 the caller gets 487 Request Terminated
            """,
            Told.Of(network));
    }
}
