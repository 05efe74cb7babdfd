using Rouse.Push;
using Rouse.Server.Authentication;
using Rouse.Testing;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What never stands in a timeline, and what is left out where people are to stay unknown.</summary>
public sealed class TimelinePrivacyTests
{
    [Fact]
    public void Nobody_is_named()
    {
        using var network = Network(privacy: true);
        Call(network);

        Assert.Equal(
            """
            INVITE  > : 487
            The caller hung up after 2 s (Reason: SIP;cause=487);
            the phone had been ringing for 0 ms.
            phone 1 = TCP, APNs T.org.example.voip
                 0 received from TCP
                 0 the sender proved who it is
                 0 phone 1: asleep, it was on TCP; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200, id id-1)
              2000 phone 1 registered from TCP
              2000 sent to phone 1 on TCP
              2000 phone 1 answered 180 Ringing
              2000 the caller hung up (Reason: SIP;cause=487)
              2000 phone 1 is told that the call is over (Reason: SIP;cause=487)
              2000 phone 1 answered 487 Request Terminated
              2000 the caller gets 487 Request Terminated
            """,
            Told.Of(network));
        Assert.All(["alice", "bob", "Alice", "192.0.2"], name => Assert.DoesNotContain(name, Told.Of(network)));
    }

    [Fact]
    public void Log_of_the_calls_names_nobody_either()
    {
        using var network = Network(privacy: true);
        Call(network);
        var lines = network.Logs.Lines.Where(static line => line.Contains(": call ", StringComparison.Ordinal)).ToList();

        Assert.Contains(lines, static line => line.EndsWith(": Invite the sender proved who it is", StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.DoesNotContain("192.0.2", line));
    }

    [Fact]
    public void People_are_named_otherwise()
    {
        using var network = Network(privacy: false);
        Call(network);

        Assert.All(["sip:alice@example.org", "sip:bob@example.org", "192.0.2.11", "it is alice", "Alice Smith has gone", "Bob is busy"],
            name => Assert.Contains(name, Told.Of(network)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Secrets_never_stand_there(bool privacy)
    {
        using var network = Network(privacy);
        Call(network);

        Assert.All(
            ["tok-bob", "alice-secret", "response=", "a=crypto", "inline:", "INVITE sip:bob@192"],
            secret => Assert.DoesNotContain(secret, Told.Of(network)));
    }

    [Fact]
    public void Call_ID_is_found_with_and_without_its_address()
    {
        var scene = new TimelineScene(new() { Privacy = true });
        scene.Answered("abc@192.0.2.1");

        Assert.Equal(["abc"], scene.Find("abc@192.0.2.1"));
        Assert.Equal(["abc"], scene.Find("ab"));
    }

    static TestNetwork Network(bool privacy) => new(
        options => options with { Timelines = new() { Privacy = privacy } },
        new AccountStore([.. new[] { "alice", "bob" }.Select(user => new Account(user, null, $"{user}-secret", null, null))]));

    // Alice calls bob, who is woken and rings; she hangs up, and he was busy.
    static void Call(TestNetwork network)
    {
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Password = "bob-secret";
        alice.Password = "alice-secret";
        bob.Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-bob");
        bob.FallsAsleep();
        network.Push.Outcome = new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = "id-1" };
        var call = alice.Invites("bob", "Content-Type: application/sdp", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0");
        call.Authenticates(alice.Receives("SIP/2.0 407 *"));
        alice.Receives("SIP/2.0 100 *");
        network.Advance(2);
        bob.Registers();
        var invite = bob.ReceivesRequest("INVITE *");
        bob.AnswersRaw(invite, 180, phrase: "Bob is busy");
        alice.Receives("SIP/2.0 180 *");
        call.Cancels("Reason: SIP;cause=487;text=\"Alice Smith has gone\"");
        alice.Receives("SIP/2.0 200 *");
        bob.Answers(bob.Receives("CANCEL *"), 200);
        bob.Answers(invite, 487);
        call.Acks(alice.Receives("SIP/2.0 487 *"));
    }
}
