using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A phone that answers 3xx (RFC 3261 §16.7 step 4).</summary>
public sealed class RedirectTests
{
    [Fact]
    public void Redirection_reaches_the_caller_unless_it_is_to_be_followed()
    {
        using var network = new TestNetwork();
        var (alice, bob, carol) = Phones(network);
        var call = Redirects(alice, bob, "<sip:carol@example.org>;q=0.5, <sip:dave@elsewhere.net>");
        var moved = alice.Receives("SIP/2.0 302 *");

        Assert.Equal(["<sip:carol@example.org>;q=0.5", "<sip:dave@elsewhere.net>"], moved.Values(HeaderName.Contact));
        call.Acks(moved);
        carol.ReceivesNothing();
    }

    [Fact]
    public void Whom_it_names_is_called_in_place_of_the_phone_that_named_it()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        var call = Redirects(alice, bob, "<sip:carol@example.org>");
        var invite = carol.ReceivesRequest($"INVITE {carol.ContactUri} SIP/2.0");
        alice.ReceivesNothing();
        Assert.Equal(call.CallId, invite.Value(HeaderName.CallId));
        carol.Answers(invite, 180);
        alice.Receives("SIP/2.0 180 *");
        carol.Answers(invite, 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        carol.Receives("ACK *");
        call.SendsInDialog("BYE", ok);
        carol.Answers(carol.Receives("BYE *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("<sip:dave@elsewhere.net>")]
    [InlineData("<sip:carol@example.org>, <sip:dave@elsewhere.net>")]
    [InlineData("<sip:nobody@example.org>")]
    [InlineData("<sip:example.org>")]
    [InlineData("<tel:+4930123>")]
    [InlineData("<sip:bob@example.org>")]
    [InlineData("<sip:carol@example.org;gr=urn:uuid:11111111-2222-3333-4444-555555555555>")]
    [InlineData("<sip:carol@example.org;gr>")]
    [InlineData("nonsense")]
    public void What_cannot_be_followed_whole_reaches_the_caller(string contact)
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        var call = Redirects(alice, bob, contact);

        call.Acks(alice.Receives("SIP/2.0 302 *"));
        carol.ReceivesNothing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_a_GRUU_only_the_device_that_it_is_of_is_called(bool sleeps)
    {
        using var network = Following();
        var (alice, bob, desk) = Phones(network);
        var mobile = network.Phone("carol");
        mobile.Registers(sleeps ? WakeScene.Voip("tok-mobile") : "");
        if (sleeps)
            mobile.FallsAsleep();
        var call = Redirects(alice, bob, $"<sip:carol@example.org;gr={mobile.Instance}>");
        desk.Registers();
        network.Phone("carol").Registers();
        if (sleeps)
            mobile.Registers();
        mobile.Answers(mobile.Receives("INVITE *"), 486);

        call.Acks(alice.Receives("SIP/2.0 486 *"));
        desk.ReceivesNothing();
    }

    [Fact]
    public void Redirection_without_a_contact_reaches_the_caller()
    {
        using var network = Following();
        var (alice, bob, _) = Phones(network);
        var call = Invites(alice);
        bob.Answers(bob.Receives("INVITE *"), 302);

        call.Acks(alice.Receives("SIP/2.0 302 *"));
    }

    [Fact]
    public void Those_whom_it_names_are_called_in_the_order_of_its_preferences()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        var dave = network.Phone("dave");
        dave.Registers();
        var call = Redirects(alice, bob, "<sip:carol@example.org>;q=0.4, <sip:dave@example.org>");
        var atDave = dave.ReceivesRequest("INVITE *");
        carol.ReceivesNothing();
        dave.Answers(atDave, 480);
        dave.Receives("ACK *");
        carol.Answers(carol.Receives("INVITE *"), 486);

        call.Acks(alice.Receives("SIP/2.0 486 *"));
    }

    [Fact]
    public void Two_who_name_each_other_end_the_call()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        var call = Redirects(alice, bob, "<sip:carol@example.org>");
        carol.Answers(carol.Receives("INVITE *"), 302, "Contact: <sip:bob@example.org>");
        carol.Receives("ACK *");

        call.Acks(alice.Receives("SIP/2.0 302 *"));
        bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_of_the_other_that_sleeps_is_woken_and_gets_the_call()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        carol.Registers(WakeScene.Voip("tok-carol"));
        carol.FallsAsleep();
        var call = Redirects(alice, bob, "<sip:carol@example.org>");
        network.Push.Expects("apns", "tok-carol");
        network.Advance(20);
        alice.ReceivesNothing();
        carol.Registers();
        carol.Answers(carol.Receives("INVITE *"), 200);

        call.Acks(alice.Receives("SIP/2.0 200 *"));
        carol.Receives("ACK *");
    }

    [Fact]
    public void Message_is_redirected_too()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        alice.SendsMessage("bob");
        bob.Answers(bob.Receives("MESSAGE *"), 302, "Contact: <sip:carol@example.org>");
        carol.Answers(carol.Receives("MESSAGE sip:carol@*"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Redirection_inside_a_call_is_the_affair_of_its_two_sides()
    {
        using var network = Following();
        var (alice, bob, carol) = Phones(network);
        var call = Invites(alice);
        bob.Answers(bob.Receives("INVITE *"), 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        bob.Receives("ACK *");
        call.SendsInDialog("INVITE", ok);
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 302, "Contact: <sip:carol@example.org>");
        bob.Receives("ACK *");

        alice.Receives("SIP/2.0 302 *");
        carol.ReceivesNothing();
    }

    [Theory]
    [InlineData("<sip:carol@example.org>", false)]
    [InlineData("<sips:carol@example.org>", true)]
    public void Call_to_sips_follows_to_sips_alone(string contact, bool isFollowed)
    {
        using var network = Following();
        var (alice, bob, carol) = (Secure(network, "alice"), Secure(network, "bob"), Secure(network, "carol"));
        var call = alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 302, $"Contact: {contact}");
        bob.Receives("ACK *");
        if (isFollowed)
            carol.Answers(carol.Receives("INVITE sips:carol@*"), 486);

        call.Acks(alice.Receives(isFollowed ? "SIP/2.0 486 *" : "SIP/2.0 302 *"));
    }

    static TestNetwork Following() =>
        new(options => options with { Forking = options.Forking with { Redirects = RedirectPolicy.Follow } });

    static (Phone Alice, Phone Bob, Phone Carol) Phones(TestNetwork network)
    {
        var (alice, bob, carol) = (network.Phone("alice"), network.Phone("bob"), network.Phone("carol"));
        bob.Registers();
        carol.Registers();
        return (alice, bob, carol);
    }

    static Phone Secure(TestNetwork network, string user)
    {
        var phone = network.Phone(user, SipTransport.Tls);
        phone.IsSips = true;
        phone.Registers();
        return phone;
    }

    static OutgoingCall Invites(Phone alice)
    {
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        return call;
    }

    static OutgoingCall Redirects(Phone alice, Phone bob, string contact)
    {
        var call = Invites(alice);
        bob.Answers(bob.Receives("INVITE sip:bob@*"), 302, $"Contact: {contact}");
        bob.Receives("ACK *");
        return call;
    }
}
