using Rouse.Server.Diversion;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Calls that go on to voicemail (RFC 4458).</summary>
public sealed class DiversionTests : IDisposable
{
    readonly TestNetwork _network;
    readonly Phone _alice;
    readonly Phone _bob;
    readonly Phone _voicemail;

    public DiversionTests()
    {
        _network = Network(new DiversionOptions { To = "sip:voicemail@example.org" });
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _voicemail = _network.Phone("voicemail");
        _voicemail.Registers();
    }

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData(486)]
    [InlineData(600)]
    [InlineData(603)]
    public void Busy_or_declined_call_goes_to_voicemail_which_hears_why(int status)
    {
        _bob.Registers();
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), status);
        _bob.Receives("ACK *");

        _alice.Receives("SIP/2.0 181 Call Is Being Forwarded");
        var invite = _voicemail.ReceivesRequest("INVITE sip:voicemail@*;target=sip:bob%40example.org;cause=486 SIP/2.0");
        _voicemail.Answers(invite, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _voicemail.Receives("ACK *");
        call.SendsInDialog("BYE", ok);
        _voicemail.Answers(_voicemail.Receives("BYE *"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Voicemail_may_be_another_server()
    {
        using var network = Network(new DiversionOptions { To = "sip:vm@voicemail.example.com;transport=udp" });
        network.Dns.Has("voicemail.example.com A 198.51.100.8");
        var (alice, bob, voicemail) = (network.Phone("alice"), network.Phone("bob"), network.Peer("198.51.100.8"));
        bob.Registers();
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.ReceivesRequest("INVITE *"), 486);
        bob.Receives("ACK *");

        alice.Receives("SIP/2.0 181 *");
        const string Uri = "sip:vm@voicemail.example.com;transport=udp;target=sip:bob%40example.org;cause=486";
        voicemail.Answers(voicemail.ReceivesRequest($"INVITE {Uri} SIP/2.0"), 486);
        voicemail.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Secretary_whose_phone_sleeps_is_woken()
    {
        using var network = Network(new DiversionOptions { To = "sip:secretary@example.org" });
        var (alice, bob, secretary) = (network.Phone("alice"), network.Phone("bob"), network.Phone("secretary"));
        bob.Registers();
        secretary.Registers("pn-provider=fcm;pn-param=project;pn-prid=tok-secretary");
        secretary.FallsAsleep();
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.ReceivesRequest("INVITE *"), 486);
        bob.Receives("ACK *");
        alice.Receives("SIP/2.0 181 *");
        network.Push.Expects("fcm", "tok-secretary");
        secretary.Registers();
        secretary.Answers(secretary.ReceivesRequest("INVITE *"), 486);
        secretary.Receives("ACK *");

        alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Answer_of_the_voicemail_is_the_one_that_the_caller_gets_whatever_it_is()
    {
        _bob.Registers();
        Diverts(486);
        _voicemail.Answers(_voicemail.ReceivesRequest("INVITE *"), 488);
        _voicemail.Receives("ACK *");

        _alice.Receives("SIP/2.0 488 *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void Voicemail_that_is_busy_is_not_tried_again()
    {
        _bob.Registers();
        Diverts(603);
        _voicemail.Answers(_voicemail.ReceivesRequest("INVITE *"), 486);
        _voicemail.Receives("ACK *");

        _alice.Receives("SIP/2.0 486 *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void Phones_ring_for_the_ring_time_and_not_a_tick_longer()
    {
        _bob.Registers();
        _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var atBob = _bob.ReceivesRequest("INVITE *");
        _network.Advance(5);
        _bob.Answers(atBob, 180);
        _alice.Receives("SIP/2.0 180 *");
        _network.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        _alice.ReceivesNothing();

        _network.Advance(TimeSpan.FromMilliseconds(1));

        _alice.Receives("SIP/2.0 181 *");
        _bob.Answers(_bob.Receives("CANCEL *"), 200);
        _bob.Answers(atBob, 487);
        _bob.Receives("ACK *");
        _voicemail.Answers(_voicemail.ReceivesRequest("INVITE *;cause=408 *"), 486);
        _voicemail.Receives("ACK *");
        _alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Caller_who_gives_up_at_the_voicemail_ends_it()
    {
        _bob.Registers();
        var call = Diverts(486);
        var invite = _voicemail.ReceivesRequest("INVITE *");
        _voicemail.Answers(invite, 180);
        _alice.Receives("SIP/2.0 180 *");
        call.Cancels();
        _alice.Receives("SIP/2.0 200 *");

        _voicemail.Answers(_voicemail.Receives("CANCEL *"), 200);
        _voicemail.Answers(invite, 487);
        _voicemail.Receives("ACK *");
        _alice.Receives("SIP/2.0 487 *");
    }

    [Fact]
    public void Caller_who_gives_up_before_is_not_diverted()
    {
        _bob.Registers();
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var invite = _bob.ReceivesRequest("INVITE *");
        _bob.Answers(invite, 180);
        _alice.Receives("SIP/2.0 180 *");
        call.Cancels();
        _alice.Receives("SIP/2.0 200 *");
        _bob.Answers(_bob.Receives("CANCEL *"), 200);
        _bob.Answers(invite, 487);
        _bob.Receives("ACK *");

        _alice.Receives("SIP/2.0 487 *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void User_without_a_phone_is_unreachable()
    {
        _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _alice.Receives("SIP/2.0 181 *");

        _voicemail.Answers(_voicemail.ReceivesRequest("INVITE *;cause=404 *"), 486);
        _voicemail.Receives("ACK *");
        _alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(415)]
    [InlineData(488)]
    [InlineData(606)]
    public void What_the_caller_must_hear_is_not_diverted(int status)
    {
        _bob.Registers();
        _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), status);
        _bob.Receives("ACK *");

        _alice.Receives($"SIP/2.0 {status} *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void Message_is_not_diverted()
    {
        _alice.SendsMessage("bob");

        _alice.Receives("SIP/2.0 404 *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void Call_to_the_voicemail_itself_is_not()
    {
        _alice.Invites("voicemail");
        _alice.Receives("SIP/2.0 100 *");
        _voicemail.Answers(_voicemail.ReceivesRequest("INVITE *"), 486);
        _voicemail.Receives("ACK *");

        _alice.Receives("SIP/2.0 486 *");
        _voicemail.ReceivesNothing();
    }

    [Fact]
    public void Voicemail_that_is_not_registered_changes_nothing()
    {
        using var network = Network(new DiversionOptions { To = "sip:voicemail@example.org" });
        var (alice, bob) = (network.Phone("alice"), network.Phone("bob"));
        bob.Registers();
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.ReceivesRequest("INVITE *"), 486);
        bob.Receives("ACK *");

        alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData(DiversionCase.Busy, true)]
    [InlineData(DiversionCase.NoAnswer, false)]
    [InlineData(DiversionCase.Unreachable, false)]
    public void Only_the_configured_cases_are_diverted(DiversionCase on, bool isDiverted)
    {
        using var network = Network(new DiversionOptions { To = "sip:voicemail@example.org", On = [on] });
        var (alice, bob, voicemail) = (network.Phone("alice"), network.Phone("bob"), network.Phone("voicemail"));
        bob.Registers();
        voicemail.Registers();
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.ReceivesRequest("INVITE *"), 486);
        bob.Receives("ACK *");

        alice.Receives(isDiverted ? "SIP/2.0 181 *" : "SIP/2.0 486 *");
        voicemail.ForgetsUnread();
    }

    [Fact]
    public void Domain_has_a_voicemail_of_its_own()
    {
        using var network = Network(new DiversionOptions
        {
            To = "sip:voicemail@example.org",
            DomainTo = new Dictionary<string, string> { ["example.net"] = "sip:vm@example.net" },
        });
        var (alice, vm) = (network.Phone("alice"), network.Phone("vm"));
        vm.Domain = alice.Domain = "example.net";
        vm.Registers();
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        alice.Receives("SIP/2.0 181 *");

        vm.Answers(vm.ReceivesRequest("INVITE *;target=sip:bob%40example.net;cause=404 *"), 486);
        vm.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
    }

    OutgoingCall Diverts(int status)
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.ReceivesRequest("INVITE *"), status);
        _bob.Receives("ACK *");
        _alice.Receives("SIP/2.0 181 *");
        return call;
    }

    static TestNetwork Network(DiversionOptions diversion) =>
        new(options => options with { Domains = ["example.org", "example.net"], Diversion = diversion });
}
