using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// A phone that asks for <c>message-expires</c> takes MESSAGEs, and nothing else, when its registration has ended. It grants ten minutes as
/// every other phone, because nothing keeps those longer that can be pushed.
/// </summary>
public sealed class MessageExpiresTests
{
    const int Granted = 600;
    const int Kept = 3600;

    static readonly AddressOfRecord Bob = new("bob", "example.org");

    [Fact]
    public void Sleeping_phone_is_woken_for_a_message_when_its_registration_has_ended()
    {
        using var network = Network();
        var (alice, bob) = (network.Phone("alice"), Sleeper(network));
        network.Advance(Granted);
        alice.SendsMessage("bob");
        network.Push.Expects("fcm", "tok-bob");
        bob.Registers(expires: Granted);

        bob.Answers(bob.Receives("MESSAGE *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("OPTIONS")]
    [InlineData("SUBSCRIBE")]
    public void Nothing_else_reaches_it(string method)
    {
        using var network = Network();
        var (alice, bob) = (network.Phone("alice"), Sleeper(network));
        network.Advance(Granted);
        var request = alice.Requests(method, "sip:bob@example.org", "Event: presence");

        var final = alice.Receives("SIP/2.0 404 *");
        if (method == "INVITE")
            request.Acks(final);
        network.Push.ExpectsNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Until_then_it_is_called()
    {
        using var network = Network();
        var (alice, _) = (network.Phone("alice"), Sleeper(network));
        network.Advance(TimeSpan.FromSeconds(Granted) - WakeScene.Tick);
        alice.Invites("bob");

        alice.Receives("SIP/2.0 100 *");
        network.Push.Expects("fcm", "tok-bob");
        network.Advance(90);
        alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void It_is_kept_to_the_tick()
    {
        using var network = Network();
        var (alice, bob) = (network.Phone("alice"), Sleeper(network));
        network.Advance(TimeSpan.FromSeconds(Kept) - WakeScene.Tick);
        alice.SendsMessage("bob");
        network.Push.Expects("fcm", "tok-bob");
        network.Advance(WakeScene.Tick);
        network.Advance(25);
        alice.Receives("SIP/2.0 100 *");
        alice.Receives("SIP/2.0 480 *");
        alice.SendsMessage("bob");

        alice.Receives("SIP/2.0 404 *");
        network.Push.ExpectsNothing();
        bob.ReceivesNothing();
    }

    [Fact]
    public void Awake_phone_gets_it_on_its_flow()
    {
        using var network = Network();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob", SipTransport.Udp);
        bob.ContactParameters = $";message-expires={Kept}";
        bob.Registers(expires: Granted);
        network.Advance(Granted);
        alice.SendsMessage("bob");

        bob.Answers(bob.Receives("MESSAGE *"), 200);
        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Registrations_do_not_list_it_any_more()
    {
        using var network = Network();
        Sleeper(network);
        network.Advance(Granted);
        var desk = network.Phone("bob");

        var contact = Assert.Single(desk.Registers().Values(HeaderName.Contact));
        Assert.StartsWith($"<{desk.ContactUri}>", contact);
        Assert.Single(network.Server.Locations.Find(Bob));
        Assert.Equal((0, 1), (network.Server.Census.Take().CanBePushed, network.Server.Census.Take().Of(Reachability.Awake)));
        Assert.Equal(2, network.Server.Locations.Find(Bob, forMessage: true).Count);
    }

    [Fact]
    public void Phone_that_logs_out_gets_no_message_either()
    {
        using var network = Network();
        var (alice, bob) = (network.Phone("alice"), Sleeper(network));
        bob.Registers(expires: 0);
        alice.SendsMessage("bob");

        alice.Receives("SIP/2.0 404 *");
        bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("message-expires=300", Granted)]
    [InlineData("message-expires=soon", Granted)]
    [InlineData("message-expires", Granted)]
    [InlineData("message-expires=601", 601)]
    [InlineData("message-expires=2592000", 30 * 24 * 3600)]
    [InlineData("message-expires=2592001", 30 * 24 * 3600)]
    [InlineData("message-expires=99999999999", Granted)]
    public void Less_than_the_grant_means_nothing_and_a_month_is_the_most(string parameter, int seconds)
    {
        using var network = Network();
        var bob = network.Phone("bob");
        bob.ContactParameters = $";{parameter}";
        bob.Registers(expires: Granted);
        var binding = Assert.Single(network.Server.Locations.Find(Bob));

        Assert.Equal(TimeSpan.FromSeconds(seconds), network.Clock.GetElapsedTime(binding.RegisteredAt, binding.EndsAt));
        Assert.Equal(TimeSpan.FromSeconds(Granted), network.Clock.GetElapsedTime(binding.RegisteredAt, binding.ExpiresAt));
    }

    [Fact]
    public void After_a_restart_it_still_takes_messages_alone()
    {
        using var store = new TestStore();
        using var network = Network(store);
        Sleeper(network);
        // The registration outlives a crash by a lease of an hour, and what follows it too.
        network.Advance(Granted);
        network.Crash();
        var alice = network.Phone("alice");
        network.Advance(3602);
        alice.Invites("bob");
        alice.Receives("SIP/2.0 404 *");
        alice.SendsMessage("bob");

        network.Push.Expects("fcm", "tok-bob");
        network.Advance(25);
        alice.Receives("SIP/2.0 100 *");
        alice.Receives("SIP/2.0 480 *");
    }

    static TestNetwork Network(TestStore? store = null) =>
        new(options => options with { Push = options.Push with { Reach = TimeSpan.Zero } }, store: store);

    static Phone Sleeper(TestNetwork network)
    {
        var bob = network.Phone("bob");
        bob.ContactParameters = $";message-expires={Kept}";
        bob.Registers(WakeScene.Fcm("tok-bob"), Granted);
        bob.FallsAsleep();
        return bob;
    }
}
