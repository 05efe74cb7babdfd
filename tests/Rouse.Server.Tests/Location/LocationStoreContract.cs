using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

/// <summary>What every location store must do; the rules themselves are tested with <see cref="RegisterRules"/>.</summary>
public abstract class LocationStoreContract
{
    protected const string Desk = "<sip:bob@192.0.2.7:5060>";
    protected const string Mobile = "<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:1>\"";
    protected const string Push = "<sip:bob@192.0.2.9;pn-provider=fcm;pn-param=p;pn-prid=tok>";

    protected static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private protected static readonly AddressOfRecord Bob = new("bob", "example.org");
    private protected static readonly AddressOfRecord Carol = new("carol", "example.org");

    private protected FakeTimeProvider Clock { get; } = new();

    private protected FakeFlow Flow { get; } = FakeFlow.Tcp();

    /// <param name="maxContacts">Contacts of one AOR.</param>
    private protected abstract ILocationStore Store(int maxContacts = 12);

    private protected virtual RegisterResult Apply(ILocationStore store, Registration registration) =>
        store.Apply(registration.ToChange(Clock));

    private protected Registration Of(params string[] contacts) => new() { Contacts = contacts, Flow = Flow };

    static string[] Contacts(IEnumerable<Binding> bindings) => [.. bindings.Select(b => Encoding.UTF8.GetString(b.Contact))];

    private protected static string[] Bound(ILocationStore store, AddressOfRecord aor) => Contacts(store.Find(aor));

    [Fact]
    public void Unknown_address_has_no_bindings()
    {
        var store = Store();
        Assert.Empty(store.Find(Bob));
        Assert.Null(store.FindById(new BindingIdentity(BindingIdentityKind.Uri, "x").IdAt(Bob)));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Bound_contact_is_found_by_address_and_by_id()
    {
        var store = Store();
        var result = Apply(store, Of(Mobile));
        Assert.Equal(RegisterOutcome.Applied, result.Outcome);
        var binding = Assert.Single(store.Find(Bob));
        Assert.Equal(Contacts(result.Bindings), Contacts([binding]));
        Assert.Equal(Contacts(result.Appeared), Contacts([binding]));
        Assert.Equal(Contacts(result.Added), Contacts([binding]));
        Assert.Equal(Bob, store.FindById(binding.Id)?.Aor);
        Assert.Equal("sip:bob@192.0.2.8:5060", binding.Uri.ToString());
        Assert.Equal(1, store.Count);
        Assert.Empty(store.Find(Carol));
    }

    [Fact]
    public void All_bindings_of_all_addresses_are_listed_until_they_end()
    {
        var store = Store();
        Apply(store, Of(Desk + ";expires=60", Mobile));
        Apply(store, Of(Push) with { Aor = Carol });

        Assert.Equal(new[] { Desk + ";expires=60", Mobile, Push }.Order(), Contacts(store.All).Order());
        Clock.Advance(TimeSpan.FromSeconds(60) - Tick);
        Assert.Equal(3, store.All.Count());
        Clock.Advance(Tick);
        Assert.Equal(new[] { Mobile, Push }.Order(), Contacts(store.All).Order());
    }

    [Fact]
    public void Refresh_keeps_the_id_and_appears_without_being_added()
    {
        var store = Store();
        var id = Apply(store, Of(Mobile)).Bindings[0].Id;
        var result = Apply(store, Of("<sip:bob@198.51.100.1>;+sip.instance=\"<urn:uuid:1>\"") with { CallId = "other" });
        Assert.Equal(id, Assert.Single(result.Appeared).Id);
        Assert.Empty(result.Added);
        Assert.Equal(Registration.Hash("other"), store.FindById(id)?.CallIdHash);
    }

    [Fact]
    public void Removed_contact_is_not_found()
    {
        var store = Store();
        var id = Apply(store, Of(Mobile)).Bindings[0].Id;
        var result = Apply(store, Of(Mobile + ";expires=0") with { CSeq = 2 });
        Assert.Equal(id, Assert.Single(result.Removed).Id);
        Assert.Empty(result.Bindings);
        Assert.Empty(result.Appeared);
        Assert.Empty(store.Find(Bob));
        Assert.Null(store.FindById(id));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Refused_change_leaves_everything()
    {
        var store = Store();
        Apply(store, Of(Desk) with { CSeq = 5 });
        var result = Apply(store, Of(Desk, Mobile) with { CSeq = 4 });
        Assert.Equal(RegisterOutcome.OutOfOrder, result.Outcome);
        Assert.Empty(result.Appeared);
        Assert.Equal([Desk], Bound(store, Bob));
    }

    [Fact]
    public void Retransmission_gives_the_bindings_and_nothing_appears()
    {
        var store = Store();
        Apply(store, Of(Desk) with { Branch = "b" });
        var result = Apply(store, Of(Desk) with { Branch = "b" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, result.Outcome);
        Assert.Equal([Desk], Contacts(result.Bindings));
        Assert.Empty(result.Appeared);
    }

    [Fact]
    public void Late_retransmission_does_not_bring_back_who_logged_out()
    {
        var store = Store();
        Apply(store, Of(Mobile) with { Branch = "b" });
        Apply(store, Of(Mobile + ";expires=0") with { CSeq = 2 });
        Clock.Advance(RegisterRules.Memory);
        Assert.Equal(RegisterOutcome.AlreadyApplied, Apply(store, Of(Mobile) with { Branch = "b" }).Outcome);
        Clock.Advance(Tick);
        Assert.Equal(RegisterOutcome.Applied, Apply(store, Of(Mobile) with { Branch = "b" }).Outcome);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void Ended_binding_is_never_found(long ticks, int count)
    {
        var store = Store();
        var id = Apply(store, Of(Desk + ";expires=60")).Bindings[0].Id;
        Clock.Advance(TimeSpan.FromSeconds(60) + TimeSpan.FromTicks(ticks));
        Assert.Equal(count, store.Find(Bob).Count);
        Assert.Equal(count == 1, store.FindById(id) != null);
        Assert.Equal(count, store.Count);
    }

    [Fact]
    public void Only_what_has_ended_is_left_out()
    {
        var store = Store();
        Apply(store, Of(Desk + ";expires=60", Mobile));
        Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([Mobile], Bound(store, Bob));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void Oldest_contact_goes_beyond_the_limit()
    {
        var store = Store(maxContacts: 2);
        for (var i = 1; i <= 3; i++)
        {
            Apply(store, Of($"<sip:bob@192.0.2.{i}>") with { CallId = $"c{i}" });
            Clock.Advance(Tick);
        }
        Assert.Equal(["<sip:bob@192.0.2.3>", "<sip:bob@192.0.2.2>"], Bound(store, Bob));
    }

    [Fact]
    public void Snapshot_does_not_change()
    {
        var store = Store();
        Apply(store, Of(Desk));
        var before = store.Find(Bob);
        Apply(store, Of(Desk + ";expires=0") with { CSeq = 2 });
        Assert.Equal([Desk], Contacts(before));
    }

    [Fact]
    public void Dead_token_ends_a_sleeping_phone()
    {
        var store = Store();
        var binding = Apply(store, Of(Push)).Bindings[0];
        Flow.Close();
        store.TokenDied(binding.Id, binding.ReceiveNumber);
        Assert.Empty(store.Find(Bob));
        Assert.Null(store.FindById(binding.Id));
    }

    [Fact]
    public void Dead_token_leaves_a_connected_phone_without_push()
    {
        var store = Store();
        var binding = Apply(store, Of(Push)).Bindings[0];
        store.TokenDied(binding.Id, binding.ReceiveNumber);
        var left = Assert.Single(store.Find(Bob));
        Assert.Null(left.Push);
        Assert.False(left.CanBePushed);
        Assert.Same(Flow, left.Flow);
        Assert.Equal(left, store.FindById(binding.Id));
    }

    [Fact]
    public void Death_of_a_token_that_was_registered_again_is_no_news()
    {
        var store = Store();
        var number = Apply(store, Of(Push)).Bindings[0].ReceiveNumber;
        var binding = Apply(store, Of(Push) with { CSeq = 2 }).Bindings[0];
        store.TokenDied(binding.Id, number);
        Assert.True(Assert.Single(store.Find(Bob)).CanBePushed);
        store.TokenDied(binding.Id, binding.ReceiveNumber);
        Assert.False(Assert.Single(store.Find(Bob)).CanBePushed);
    }

    [Theory]
    [InlineData("urn:uuid:1", "urn:uuid:2", false)]
    [InlineData("urn:uuid:1", null, false)]
    [InlineData(null, "urn:uuid:2", false)]
    [InlineData("urn:uuid:1", "urn:uuid:1", true)]
    [InlineData(null, null, true)]
    public void Udp_5_tuple_passes_to_another_address_only_if_the_instance_differs(string? bobs, string? carols, bool isShared)
    {
        var store = Store();
        Apply(store, Of("<sip:bob@192.0.2.7>" + Instance(bobs)) with { Flow = FakeFlow.Udp() });
        var result = Apply(store, Of("<sip:carol@192.0.2.7>" + Instance(carols)) with { Flow = FakeFlow.Udp(), Aor = Carol, CallId = "c" });
        Assert.Single(store.Find(Carol));
        Assert.Equal(isShared ? 1 : 0, store.Find(Bob).Count);
        Assert.Equal(isShared ? [] : new[] { Bob }, result.Removed.Select(b => b.Aor));
    }

    [Theory]
    [InlineData("192.0.2.7:5060", true, true)]
    [InlineData("192.0.2.8:5060", true, false)]
    [InlineData("192.0.2.7:5061", true, false)]
    [InlineData("192.0.2.8:5060", false, true)]
    public void Without_instances_it_passes_to_a_phone_that_has_another_address(string address, bool isFirstHop, bool isShared)
    {
        var store = Store();
        Apply(store, Of(Desk) with { Flow = FakeFlow.Udp(), IsFirstHop = true });
        Apply(store, Of($"<sip:carol@{address}>") with { Flow = FakeFlow.Udp(), Aor = Carol, IsFirstHop = isFirstHop });
        Assert.Single(store.Find(Carol));
        Assert.Equal(isShared ? 1 : 0, store.Find(Bob).Count);
    }

    [Fact]
    public void Refreshed_phone_still_lives_on_its_5_tuple()
    {
        var store = Store();
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp() });
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp(), CSeq = 2 });
        Apply(store, Of(Desk) with { Flow = FakeFlow.Udp(), Aor = Carol });
        Assert.Empty(store.Find(Bob));
    }

    [Fact]
    public void Five_tuple_passes_on_every_time()
    {
        var store = Store();
        for (var i = 1; i <= 4; i++)
            Apply(store, Of(Desk + Instance($"urn:uuid:{i}")) with { Flow = FakeFlow.Udp(), Aor = new($"user{i}", "example.org") });
        Assert.Equal(1, store.Count);
        Assert.Single(store.Find(new("user4", "example.org")));
    }

    [Fact]
    public void All_addresses_of_the_phone_that_had_the_5_tuple_go()
    {
        var store = Store();
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp() });
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp(), Aor = Carol });
        Assert.Equal(2, store.Count);
        Apply(store, Of(Desk) with { Flow = FakeFlow.Udp(), Aor = new("dave", "example.org") });
        Assert.Equal(1, store.Count);
    }

    [Theory]
    [InlineData("198.51.100.7:5060", 1)]
    [InlineData("198.51.100.7:5061", 2)]
    public void Phone_that_moved_away_leaves_its_5_tuple(string dave, int count)
    {
        var store = Store();
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp("198.51.100.7:5061") });
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp(), CSeq = 2 });
        Apply(store, Of(Desk) with { Flow = FakeFlow.Udp(dave), Aor = Carol });
        Assert.Equal(count, store.Count);
    }

    [Fact]
    public void Phone_that_can_be_woken_is_only_asleep_when_its_5_tuple_was_taken()
    {
        var store = Store();
        Apply(store, Of(Push) with { Flow = FakeFlow.Udp() });
        var result = Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp(), Aor = Carol });
        Assert.False(Assert.Single(store.Find(Bob)).HasFlow);
        Assert.Empty(result.Removed);
    }

    [Fact]
    public void Same_phone_with_another_address_is_not_woken_for_the_old_one()
    {
        var store = Store();
        Apply(store, Of(Push + ";+sip.instance=\"<urn:uuid:1>\"") with { Flow = FakeFlow.Udp() });
        Apply(store, Of(Push + ";+sip.instance=\"<urn:uuid:2>\"") with { Flow = FakeFlow.Udp(), Aor = Carol });
        Assert.Empty(store.Find(Bob));
    }

    [Fact]
    public void Connection_is_shared_whatever_the_instances()
    {
        var store = Store();
        Apply(store, Of(Mobile));
        Apply(store, Of(Desk) with { Aor = Carol });
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public void Another_port_or_listener_is_another_5_tuple()
    {
        var store = Store();
        Apply(store, Of(Mobile) with { Flow = FakeFlow.Udp("198.51.100.7:5060") });
        Apply(store, Of(Desk) with { Flow = FakeFlow.Udp("198.51.100.7:5061"), Aor = Carol });
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public async Task End_state_is_that_of_the_last_received_request_whoever_applies_it_first()
    {
        var store = Store();
        var changes = Enumerable.Range(1, 4000)
            .Select(i => Of(Mobile + (i % 3 == 0 ? ";expires=0" : $";q=0.{i % 10}")) with { CallId = $"c{i % 7}", CSeq = i })
            .ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 4), new ParallelOptions { MaxDegreeOfParallelism = 4 }, (worker, _) =>
            {
                for (var i = worker; i < changes.Length; i += 4)
                    Apply(store, changes[i]);
                return ValueTask.CompletedTask;
            });
        var last = changes[^1];
        Assert.Equal(last.Contacts[0].EndsWith("expires=0", StringComparison.Ordinal) ? [] : last.Contacts, Bound(store, Bob));
        Assert.Equal(store.Find(Bob).Count, store.Count);
        Assert.Equal(store.Count, Flow.Retained);
    }

    [Fact]
    public async Task Many_phones_of_one_address_register_and_leave_at_once()
    {
        var store = Store();
        var flows = Enumerable.Range(0, 8).Select(i => FakeFlow.Udp($"198.51.100.7:{6000 + i}")).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (phone, _) =>
            {
                var contact = $"<sip:bob@192.0.2.{phone}>{Instance($"urn:uuid:{phone}")}";
                for (var i = 0; i <= 500; i++)
                {
                    var text = i % 2 == 0 ? contact : contact + ";expires=0";
                    var result = Apply(store, Of(text) with { CallId = $"c{phone}", CSeq = i, Flow = flows[phone] });
                    Assert.Equal(RegisterOutcome.Applied, result.Outcome);
                }
                return ValueTask.CompletedTask;
            });
        Assert.Equal(8, store.Find(Bob).Count);
        Assert.Equal(8, store.Count);
        Assert.All(flows, f => Assert.Equal(1, f.Retained));
    }

    [Fact]
    public async Task Addresses_that_take_the_same_5_tuple_at_once_leave_one_owner()
    {
        var store = Store();
        var flow = FakeFlow.Udp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (phone, _) =>
            {
                var aor = new AddressOfRecord($"user{phone}", "example.org");
                for (var i = 0; i < 500; i++)
                    Apply(store, Of(Desk + Instance($"urn:uuid:{phone}")) with { CallId = $"c{phone}", CSeq = i, Flow = flow, Aor = aor });
                return ValueTask.CompletedTask;
            });
        // Who registers last, with nobody beside it, is the only one.
        Apply(store, Of(Desk + Instance("urn:uuid:last")) with { Flow = flow });
        Assert.Equal(1, store.Count);
        Assert.Equal(1, flow.Retained);
    }

    private protected static string Instance(string? urn) => urn == null ? "" : $";+sip.instance=\"<{urn}>\"";
}
