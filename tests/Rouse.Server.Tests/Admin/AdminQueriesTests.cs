using Rouse.Server.Admin;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Admin;

public sealed class AdminQueriesTests : IAsyncDisposable
{
    const string Voip = "pn-provider=apns;pn-param=T.org.example.voip;pn-prid=secret-token";

    readonly AdminScene _scene = AdminScene.Stopped();

    TestNetwork Network => _scene.Network;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public void Status_tells_what_is_served_and_how_much_goes_on()
    {
        Network.Phone("bob").Registers();
        var alice = Network.Phone("alice");
        alice.Registers();
        alice.Invites("bob");
        var status = _scene.Queries.Status();

        Assert.Equal(["udp://192.0.2.1:5060", "tcp://192.0.2.1:5060"], status.Listeners.Take(2));
        Assert.Equal(["example.org"], status.Domains);
        Assert.Equal((2, 1), (status.Bindings, status.Exchanges));
        Assert.Equal(Network.Clock.GetUtcNow(), status.StartedAt);
        Assert.Equal("apns T.org.example.voip production", status.Push);
        Assert.Matches(@"^\d+\.\d+\.\d+$", status.Version);
        alice.ForgetsUnread();
    }

    [Theory]
    [InlineData("bob@example.org", "bob@example.org")]
    [InlineData("sip:bob@EXAMPLE.ORG", "bob@example.org")]
    [InlineData("sips:bob@example.org", "bob@example.org")]
    [InlineData("  b%6Fb ", "bob@example.org")]
    [InlineData("@example.org", "alice@example.org bob@example.org")]
    [InlineData("", "alice@example.org bob@example.org")]
    [InlineData("Bob", "")]
    [InlineData("bo", "")]
    [InlineData("@example.com", "")]
    [InlineData("bob@[", "")]
    public void Phones_of_whom_is_named_are_listed(string who, string found)
    {
        Network.Phone("bob").Registers();
        Network.Phone("alice").Registers();

        Assert.Equal(found, string.Join(' ', _scene.Queries.Bindings(who, 10).Bindings.Select(binding => binding.Aor)));
    }

    [Theory]
    [InlineData("bob@192.0.2.1", true)]
    [InlineData("bob@box", true)]
    [InlineData("bob@192.0.2.2", false)]
    public void Own_address_stands_for_the_domain_where_none_is_configured(string who, bool isBob)
    {
        var domains = new Domains([], "box", (host, _) => host.SequenceEqual("192.0.2.1"u8));

        Assert.Equal(isBob, AorFilter.Parse(who, domains).One == new AddressOfRecord("bob", "box"));
    }

    [Fact]
    public void List_is_sorted_and_what_is_left_out_is_counted()
    {
        foreach (var user in (string[])["dave", "bob", "carol", "alice"])
            Network.Phone(user).Registers();

        var list = _scene.Queries.Bindings("", 3);
        Assert.Equal(["alice@example.org", "bob@example.org", "carol@example.org"], list.Bindings.Select(binding => binding.Aor));
        Assert.Equal(1, list.More);
        Assert.Equal(0, _scene.Queries.Bindings("", 4).More);
    }

    [Fact]
    public void Contact_has_neither_push_parameters_nor_what_may_be_one()
    {
        Network.Phone("bob").Registers(Voip + ";x=1;p%6E-prid=hidden");

        Assert.Equal("sip:bob@192.0.2.11:40001;transport=tcp;x=1", Assert.Single(_scene.Queries.Bindings("bob", 1).Bindings).Contact);
    }

    [Fact]
    public void Phone_is_awake_then_dormant_then_asleep()
    {
        var bob = Network.Phone("bob");
        bob.Registers(Voip);

        Assert.Equal("awake", Bob().State);
        Network.Advance(Reachabilities.AwakeFor);
        Assert.Equal("awake", Bob().State);
        Network.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("dormant", Bob().State);
        Assert.Equal("TCP 192.0.2.11:40001", Bob().Flow);
        bob.FallsAsleep();
        Assert.Equal("asleep", Bob().State);
        Assert.Null(Bob().Flow);
        Assert.Null(Bob().LastByteAt);
    }

    [Theory]
    [InlineData(true, true, "can be pushed, granted 24 d")]
    [InlineData(true, false, "can be pushed, granted 24 d")]
    [InlineData(false, true, "its registration ends, granted 24 d; refused: not reachable while asleep")]
    [InlineData(false, false, null)]
    public void Reach_ends_with_the_registration_or_with_the_flow(bool canBePushed, bool hasFlow, string? reason)
    {
        var registeredAt = Network.Clock.GetUtcNow();
        var bob = Network.Phone("bob");
        bob.Registers(Voip);
        if (!hasFlow)
            bob.FallsAsleep();
        _scene.Push.State = new PushState(canBePushed, "app", canBePushed ? "token in order" : "refused");
        Network.Advance(100);

        Assert.Equal(reason is null ? null : registeredAt.AddDays(24), Bob().ReachableUntil);
        Assert.Equal(reason ?? "its connection is closed; refused: waiting for it to register", Bob().Reason);
        Assert.Equal((registeredAt, registeredAt.AddDays(24)), (Bob().RegisteredAt, Bob().ExpiresAt));
    }

    [Fact]
    public void Contact_that_takes_messages_alone_is_shown_as_that()
    {
        var bob = Network.Phone("bob");
        bob.ContactParameters = ";message-expires=7200";
        bob.Registers(expires: 600);
        Network.Advance(700);

        Assert.Null(Bob().ReachableUntil);
        Assert.Equal("its registration has ended; it takes messages for 108 min more", Bob().Reason);
        Assert.Equal(Bob().RegisteredAt.AddSeconds(600), Bob().ExpiresAt);
    }

    [Fact]
    public void Udp_phone_names_its_flow()
    {
        Network.Phone("bob", SipTransport.Udp, ipv6: true).Registers();

        Assert.Equal("UDP [2001:db8::11]:40001", Bob().Flow);
    }

    [Fact]
    public async Task Every_phone_of_a_user_gets_its_push()
    {
        Network.Phone("bob").Registers(Voip);
        Network.Phone("bob").Registers(Voip + "2");
        Network.Phone("alice").Registers(Voip);
        var pushed = new List<string>();
        _scene.Push.WhenPushed = binding => pushed.Add(binding.Aor.User);

        var report = await _scene.Queries.PushAsync("bob", TestContext.Current.CancellationToken);

        Assert.Equal(("bob@example.org", 2), (report!.Aor, report.Phones.Count));
        Assert.All(report.Phones, phone => Assert.True(phone.IsAccepted));
        Assert.Equal(["bob", "bob"], pushed);
        Assert.Null(await _scene.Queries.PushAsync("", TestContext.Current.CancellationToken));
        Assert.Null(await _scene.Queries.PushAsync("dave", TestContext.Current.CancellationToken));
    }

    BindingReport Bob() => Assert.Single(_scene.Queries.Bindings("bob", 10).Bindings);
}
