using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// How to wake a phone is nobody's business but ours (RFC 8599 §13). That no phone ever receives another's token is checked by the network
/// in every test; here are the places where it would show.
/// </summary>
public sealed class DialogPushSecretTests : IDisposable
{
    const string AlicesPush = "pn-provider=fcm;pn-param=project;pn-prid=tok-alice";
    const string BobsPush = "pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=tok-bob:voip&tok-bob2:remote";

    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;

    public DialogPushSecretTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob", SipTransport.Udp);
        _alice.Registers(AlicesPush);
        _bob.Registers(BobsPush);
    }

    [Fact]
    public void Contact_of_both_sides_is_stripped_and_nothing_else_of_it()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var invite = _bob.ReceivesRequest($"INVITE {_bob.ContactUri} SIP/2.0");
        Assert.Equal($"<sip:alice@{_alice.HostPort};transport=tcp>", invite.Value(HeaderName.Contact));
        _bob.Answers(invite, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        Assert.Equal($"<sip:bob@{_bob.HostPort}>", ok.Value(HeaderName.Contact));
        call.Acks(ok);
        _bob.Receives($"ACK sip:bob@{_bob.HostPort} SIP/2.0");
    }

    [Fact]
    public void Renegotiation_and_subscription_are_stripped_too()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var invite = _bob.ReceivesRequest("INVITE *");
        _bob.Answers(invite, 183);
        _bob.Answers(invite, 200);
        _alice.Receives("SIP/2.0 183 *");
        var ok = _alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        _bob.Receives("ACK *");
        foreach (var method in (string[])["INVITE", "UPDATE"])
        {
            call.SendsInDialog(method, ok);
            var request = _bob.ReceivesRequest($"{method} *");
            Assert.DoesNotContain("pn-", request.Value(HeaderName.Contact));
            _bob.Answers(request, 200);
        }
        _alice.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: presence");
        _bob.Answers(_bob.Receives("SUBSCRIBE *"), 200);
    }

    [Theory]
    [InlineData("Contact: sip:alice@10.0.0.5;pn-provider=fcm;pn-param=p;pn-prid=tok-alice;q=1", "sip:alice@10.0.0.5;q=1")]
    [InlineData(
        "m: <sip:alice@10.0.0.5;PN-PRID=tok-alice;transport=tcp>;pn-prid=tok-alice;expires=1",
        "<sip:alice@10.0.0.5;transport=tcp>;expires=1")]
    [InlineData("Contact: <sip:alice@10.0.0.5;pn-type=firebase;app-id=1;pn-tok=tok-alice>", "<sip:alice@10.0.0.5>")]
    [InlineData("Contact: <sip:alice@[bad;pn-prid=tok-alice;ob>", "<sip:alice@[bad;ob>")]
    [InlineData("Contact: <sip:alice@10.0.0.5?x=y;pn-prid=tok-alice>", "<sip:alice@10.0.0.5?x=y>")]
    [InlineData("Contact: \"alice <sip:alice@10.0.0.5; pn-prid =tok-alice>", "\"alice <sip:alice@10.0.0.5>")]
    [InlineData("Contact: <sip:a@10.0.0.5> , \"x;pn\" <sip:b@10.0.0.5;pn-prid=tok-alice>", "<sip:a@10.0.0.5>|\"x;pn\" <sip:b@10.0.0.5>")]
    public void However_the_Contact_is_written(string contact, string passedOn)
    {
        _alice.Requests("REFER", "sip:bob@example.org", "Refer-To: <sip:carol@example.org>");
        _bob.Answers(_bob.Receives("REFER *"), 202);
        _alice.Receives("SIP/2.0 202 *");
        _alice.Requests("MESSAGE", "sip:bob@example.org", contact);
        var message = _bob.ReceivesRequest("MESSAGE *");

        Assert.Equal(passedOn.Split('|'), message.Values(HeaderName.Contact));
        _bob.Answers(message, 200);
    }

    [Fact]
    public void Redirection_of_a_phone_is_stripped()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        _bob.Answers(_bob.Receives("INVITE *"), 302, $"Contact: <{_bob.ContactUri}>");
        var moved = _alice.Receives("SIP/2.0 302 *");

        Assert.Equal($"<sip:bob@{_bob.HostPort}>", moved.Value(HeaderName.Contact));
        call.Acks(moved);
    }

    [Fact]
    public void Another_phone_of_the_same_user_is_shown_the_binding_without_its_token()
    {
        var other = _network.Phone("bob");
        var ok = other.Registers("pn-provider=fcm;pn-param=p;pn-prid=tok-other");

        Assert.Contains(ok.Values(HeaderName.Contact), contact => contact.Contains("tok-other", StringComparison.Ordinal));
        Assert.Contains(
            ok.Values(HeaderName.Contact), contact => contact.StartsWith($"<sip:bob@{_bob.HostPort}>;", StringComparison.Ordinal));
    }

    [Fact]
    public void The_network_of_the_tests_notices_a_token_that_gets_out()
    {
        var carol = _network.Phone("carol");
        carol.Registers();

        Assert.Throws<WireException>(() => _alice.Requests("MESSAGE", "sip:carol@example.org", "X-Leak: tok-alice"));
    }

    public void Dispose() => _network.Dispose();
}
