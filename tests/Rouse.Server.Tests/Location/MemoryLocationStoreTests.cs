using Microsoft.Extensions.Logging.Abstractions;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

public sealed class MemoryLocationStoreTests : LocationStoreContract
{
    private protected override ILocationStore Store(int maxContacts = 12) => Memory(maxContacts);

    MemoryLocationStore Memory(int maxContacts = 12) => new(Clock, maxContacts, NullLogger.Instance);

    [Fact]
    public void Every_binding_holds_its_flow_once()
    {
        var store = Memory();
        Apply(store, Of(Desk, Mobile));
        Assert.Equal(2, Flow.Retained);
        Apply(store, Of(Desk, Mobile) with { CSeq = 2 });
        Assert.Equal(2, Flow.Retained);
        Apply(store, Of(Desk, Mobile) with { CSeq = 1 });
        Assert.Equal(2, Flow.Retained);
        Apply(store, Of(Desk + ";expires=0") with { CSeq = 3 });
        Assert.Equal(1, Flow.Retained);
        Apply(store, new Registration { Contacts = [], All = true, CSeq = 4, Flow = Flow });
        Assert.Equal(0, Flow.Retained);
    }

    [Fact]
    public void Moved_phone_lets_go_of_its_old_flow()
    {
        var store = Memory();
        var other = FakeFlow.Tcp();
        Apply(store, Of(Mobile));
        Apply(store, Of(Mobile) with { CSeq = 2, Flow = other });
        Assert.Equal((0, 1), (Flow.Retained, other.Retained));
    }

    [Fact]
    public void Dead_token_lets_go_of_the_flow_only_with_the_binding()
    {
        var store = Memory();
        var binding = Apply(store, Of(Push)).Bindings[0];
        store.TokenDied(binding.Id, binding.ReceiveNumber);
        Assert.Equal(1, Flow.Retained);
        binding = Apply(store, Of(Push) with { CSeq = 2 }).Bindings[0];
        Flow.Close();
        store.TokenDied(binding.Id, binding.ReceiveNumber);
        Assert.Equal(0, Flow.Retained);
    }

    [Theory]
    [InlineData("192.0.2.9", false)]
    [InlineData("192.0.2.10", true)]
    public void Phone_whose_address_is_another_or_known_only_now_lets_go_of_its_5_tuple_at_the_end(string address, bool wasFirstHop)
    {
        var store = Memory();
        var flow = FakeFlow.Udp();
        var later = Push.Replace("192.0.2.9", address, StringComparison.Ordinal);
        Apply(store, Of(Push) with { Flow = flow, IsFirstHop = wasFirstHop });
        Apply(store, Of(later) with { Flow = flow, IsFirstHop = true, CSeq = 2 });
        Assert.Equal((1, 1), (flow.Retained, store.Flows));
        Apply(store, Of(later + ";expires=0") with { Flow = flow, IsFirstHop = true, CSeq = 3 });
        Assert.Equal((0, 0), (flow.Retained, store.Flows));
    }

    [Fact]
    public void Taken_5_tuple_is_held_by_its_new_owner_alone()
    {
        var store = Memory();
        var flow = FakeFlow.Udp();
        Apply(store, Of(Push) with { Flow = flow });
        Apply(store, Of(Mobile) with { Flow = flow, Aor = Carol });
        Assert.Equal(1, flow.Retained);
        Assert.Equal(1, store.Flows);
        Apply(store, Of(Mobile + ";expires=0") with { Flow = flow, Aor = Carol, CSeq = 2 });
        Assert.Equal((0, 0), (flow.Retained, store.Flows));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void Sweep_lets_go_of_the_flows_of_ended_bindings(long ticks, int retained)
    {
        var store = Memory();
        var flow = FakeFlow.Udp();
        Apply(store, Of(Desk + ";expires=60") with { Flow = flow });
        Clock.Advance(TimeSpan.FromSeconds(60) + TimeSpan.FromTicks(ticks));
        store.Sweep();
        Assert.Equal((retained, retained), (flow.Retained, store.Flows));
    }

    [Fact]
    public void Sweep_finds_what_ends_after_a_refresh()
    {
        var store = Memory();
        Apply(store, Of(Desk + ";expires=60"));
        Clock.Advance(TimeSpan.FromSeconds(50));
        Apply(store, Of(Desk + ";expires=60") with { CSeq = 2 });
        Clock.Advance(TimeSpan.FromSeconds(10));
        store.Sweep();
        Assert.Equal(1, Flow.Retained);
        Clock.Advance(TimeSpan.FromSeconds(50));
        store.Sweep();
        Assert.Equal(0, Flow.Retained);
    }

    [Fact]
    public void Sweep_forgets_an_address_33_s_after_its_logout()
    {
        var store = Memory();
        Apply(store, Of(Mobile));
        Apply(store, Of(Mobile + ";expires=0") with { CSeq = 2 });
        Assert.Equal(1, store.Addresses);
        Clock.Advance(RegisterRules.Memory);
        store.Sweep();
        Assert.Equal(1, store.Addresses);
        Clock.Advance(Tick);
        store.Sweep();
        Assert.Equal(0, store.Addresses);
    }
}
