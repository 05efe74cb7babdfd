using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Who is asked OPTIONS so that its NAT stays open, and who is left in peace.</summary>
public sealed class MappingKeeperTests : IDisposable
{
    // Each has its turn within 14 s of having been silent for 13.
    const int Most = 27;

    readonly TestNetwork _network = new(keepsMappings: true);

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Silent_phone_is_asked_before_its_NAT_forgets_and_again()
    {
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.ClaimedHostPort = "10.0.0.5:5060";
        bob.Registers();
        for (var i = 0; i < 3; i++)
        {
            var options = Asked(bob, Most)!;
            Assert.Equal("OPTIONS sip:bob@10.0.0.5:5060 SIP/2.0", options.StartLine());
            _network.Advance(TimeSpan.FromMilliseconds(200));
            bob.Answers(options, 200);
        }
        _network.Advance(13);

        bob.ReceivesNothing();
    }

    [Fact]
    public void Each_question_is_one_of_its_own_and_one_that_is_lost_is_not_repeated()
    {
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.Registers();
        var first = Asked(bob, Most)!;
        _network.Advance(13);
        bob.ReceivesNothing();
        _network.Advance(1);
        var second = bob.Receives("OPTIONS *");

        Assert.NotEqual(first.Value(HeaderName.Via), second.Value(HeaderName.Via));
        Assert.NotEqual(first.Value(HeaderName.CallId), second.Value(HeaderName.CallId));
    }

    [Fact]
    public void Phone_that_answers_counts_as_awake_and_is_still_called()
    {
        var alice = _network.Phone("alice");
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.Registers();
        for (var i = 0; i < 10; i++)
            bob.Answers(Asked(bob, Most)!, i % 2 == 0 ? 200 : 481);

        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.Receives("INVITE *");
        bob.Answers(invite, 486);
        bob.Receives("ACK *");
        call.Acks(alice.Receives("SIP/2.0 486 *"));
        Assert.DoesNotContain(_network.Logs.Lines, line => line.Contains("stray", StringComparison.Ordinal));
    }

    [Fact]
    public void Phone_that_shows_itself_is_not_asked()
    {
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.Registers();
        for (var i = 0; i < 10; i++)
        {
            _network.Advance(12);
            bob.Pings();
        }

        bob.ReceivesNothing();
    }

    [Theory]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public void Connection_is_left_to_the_phone(SipTransport transport)
    {
        var bob = _network.Phone("bob", transport);
        bob.Registers();

        Assert.Null(Asked(bob, 120));
    }

    [Fact]
    public void Phone_that_a_push_wakes_may_sleep()
    {
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.Registers("pn-provider=fcm;pn-param=project;pn-prid=token");

        Assert.Null(Asked(bob, 120));
    }

    [Fact]
    public void Phone_that_was_told_a_Flow_Timer_keeps_to_it()
    {
        var bob = _network.Phone("bob", SipTransport.Udp);
        bob.ContactParameters = ";reg-id=1";
        bob.SendsRegister(headers: "Supported: outbound");
        Assert.Equal("29", bob.Receives("SIP/2.0 200 *").Value(HeaderName.FlowTimer));

        Assert.Null(Asked(bob, 120));
    }

    [Fact]
    public void Phone_behind_a_proxy_is_the_affair_of_that_proxy()
    {
        var edge = _network.Peer("198.51.100.1");
        edge.RegistersContact("sip:bob@example.org", "sip:bob@10.0.0.5", "Path: <sip:198.51.100.1;lr>");

        Assert.Null(Asked(edge, 120));
    }

    /// <summary>In one network with us there is no NAT. What is public may have been learnt from a NAT.</summary>
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5:5060", false)]
    [InlineData("10.0.0.5", "10.0.0.5", false)]
    [InlineData("10.0.0.5", "10.0.0.5:5062", true)]
    [InlineData("10.0.0.5", "192.168.0.5:5060", true)]
    [InlineData("10.0.0.5", "desk.example.org:5060", true)]
    [InlineData("198.51.100.5", "198.51.100.5:5060", true)]
    public void Phone_in_our_own_network_is_left_in_peace(string address, string contact, bool isAsked)
    {
        var phone = _network.Peer(address);
        phone.RegistersContact("sip:bob@example.org", $"sip:bob@{contact}");

        Assert.Equal(isAsked, Asked(phone, Most) != null);
    }

    [Fact]
    public void Nobody_is_asked_where_that_is_set()
    {
        using var network = new TestNetwork(keepsMappings: false);
        var bob = network.Phone("bob", SipTransport.Udp);
        bob.Registers();
        network.Advance(60);

        bob.ReceivesNothing();
    }

    SipMessage? Asked(Phone phone, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _network.Advance(1);
            if (phone.Unread > 0)
                return phone.Receives("OPTIONS *");
        }
        return null;
    }
}
