using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Location;

public sealed class RegisterRulesTests
{
    const string Desk = "<sip:bob@192.0.2.7:5060>";
    const string Mobile = "<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:1>\"";

    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _clock = new();
    readonly FakeFlow _flow = FakeFlow.Tcp();
    AorState _state = AorState.Empty;

    string[] Bound => [.. _state.Bindings.Select(b => Encoding.UTF8.GetString(b.Contact.Span))];

    RegisterOutcome Applies(Registration registration) => Decides(registration).Outcome;

    RegisterDecision Decides(Registration registration)
    {
        var limits = new RegisterLimits(3, (long)(RegisterRules.Memory.TotalSeconds * _clock.TimestampFrequency));
        var decision = RegisterRules.Decide(_state, registration.ToChange(_clock), _clock.GetTimestamp(), limits);
        _state = decision.State;
        return decision;
    }

    Registration Of(params string[] contacts) => new() { Contacts = contacts, Flow = _flow };

    [Fact]
    public void Several_contacts_are_bound_best_q_first()
    {
        Applies(Of("<sip:a@192.0.2.1>;q=0.2", "<sip:b@192.0.2.2>;q=0.9", "<sip:c@192.0.2.3>;q=0.5"));
        Assert.Equal(["<sip:b@192.0.2.2>;q=0.9", "<sip:c@192.0.2.3>;q=0.5", "<sip:a@192.0.2.1>;q=0.2"], Bound);
    }

    [Fact]
    public void Higher_cseq_refreshes()
    {
        Applies(Of(Desk));
        var decision = Decides(Of(Desk) with { CSeq = 2 });
        Assert.Equal(RegisterOutcome.Applied, decision.Outcome);
        Assert.Equal(2, Assert.Single(decision.Appeared).CSeq);
        Assert.Empty(decision.Added);
        Assert.Single(_state.Bindings);
    }

    [Theory]
    [InlineData("b1", Desk)]
    [InlineData("b1", Mobile)]
    [InlineData("b2", Desk)]
    public void Equal_cseq_with_the_same_branch_or_content_is_answered_only(string branch, string contact)
    {
        Applies(Of(Desk) with { Branch = "b1" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(contact) with { Branch = branch }));
        Assert.Equal([Desk], Bound);
    }

    [Fact]
    public void Equal_cseq_with_another_branch_and_other_content_applies()
    {
        Applies(Of(Desk) with { Branch = "b1" });
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk + ";expires=0") with { Branch = "b2" }));
        Assert.Empty(Bound);
    }

    [Fact]
    public void Same_request_on_another_flow_moves_the_phone()
    {
        Applies(Of(Desk) with { Branch = "b1" });
        var other = FakeFlow.Tcp("198.51.100.7:40001");
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk) with { Branch = "b1", Flow = other }));
        Assert.Same(other, Assert.Single(_state.Bindings).Flow);
    }

    [Fact]
    public void Retransmission_does_not_undo_a_later_request_of_equal_cseq()
    {
        Applies(Of(Desk) with { Branch = "b1" });
        Applies(Of(Desk + ";q=0.5") with { Branch = "b2" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Desk) with { Branch = "b1" }));
        Assert.Equal([Desk + ";q=0.5"], Bound);
    }

    [Fact]
    public void Lower_cseq_is_out_of_order_for_33_s()
    {
        Applies(Of(Desk) with { CSeq = 9 });
        _clock.Advance(RegisterRules.Memory);
        Assert.Equal(RegisterOutcome.OutOfOrder, Applies(Of(Mobile) with { CSeq = 8 }));
        Assert.Equal([Desk], Bound);
    }

    [Fact]
    public void Lower_cseq_after_33_s_is_a_rebooted_phone()
    {
        Applies(Of(Desk) with { CSeq = 9 });
        _clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk) with { CSeq = 1 }));
        Assert.Equal(1, Assert.Single(_state.Bindings).CSeq);
    }

    [Fact]
    public void Equal_cseq_and_content_after_33_s_is_a_rebooted_phone()
    {
        Applies(Of(Desk));
        _clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk)));
        Assert.Equal(_clock.GetTimestamp(), Assert.Single(_state.Bindings).RegisteredAt);
    }

    [Fact]
    public void Refresh_starts_the_33_s_anew()
    {
        Applies(Of(Desk) with { CSeq = 8 });
        _clock.Advance(RegisterRules.Memory);
        Applies(Of(Desk) with { CSeq = 9 });
        _clock.Advance(Tick);
        Assert.Equal(RegisterOutcome.OutOfOrder, Applies(Of(Desk) with { CSeq = 8 }));
    }

    [Fact]
    public void Another_call_id_applies_whatever_its_cseq()
    {
        Applies(Of(Mobile) with { CSeq = 900 });
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Mobile) with { CallId = "other", CSeq = 1 }));
        Assert.Equal("other", Assert.Single(_state.Bindings).CallId);
    }

    [Fact]
    public void Another_call_id_received_before_what_is_bound_is_answered_only()
    {
        var early = Registration.NextNumber();
        Applies(Of(Mobile));
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { CallId = "other", Number = early }));
        Assert.Equal("call", Assert.Single(_state.Bindings).CallId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_call_id_received_before_the_removal_binds_nothing(bool removesAll)
    {
        var early = Registration.NextNumber();
        Applies(removesAll ? new Registration { Contacts = [], All = true, Flow = _flow } : Of(Mobile + ";expires=0"));
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { CallId = "other", Number = early }));
        Assert.Equal(removesAll ? RegisterOutcome.AlreadyApplied : RegisterOutcome.Applied, Applies(Of(Desk) with { CallId = "third", Number = early }));
    }

    [Fact]
    public void Retransmission_of_a_replaced_call_id_is_answered_only()
    {
        Applies(Of(Mobile) with { Branch = "b1" });
        Applies(Of(Mobile) with { CallId = "other" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { Branch = "b1" }));
        Assert.Equal("other", Assert.Single(_state.Bindings).CallId);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Late_register_does_not_bring_back_who_logged_out(long cseq)
    {
        Applies(Of(Mobile) with { CSeq = 4, Branch = "b1" });
        Applies(Of(Mobile + ";expires=0") with { CSeq = 5 });
        _clock.Advance(RegisterRules.Memory);
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { CSeq = cseq }));
        Assert.Empty(Bound);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void One_tick_after_the_33_s_it_is_a_new_login(long cseq)
    {
        Applies(Of(Mobile) with { CSeq = 4 });
        Applies(Of(Mobile + ";expires=0") with { CSeq = 5 });
        _clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Mobile) with { CSeq = cseq }));
        Assert.Equal([Mobile], Bound);
    }

    [Fact]
    public void Higher_cseq_after_a_logout_is_a_new_login()
    {
        Applies(Of(Mobile) with { CSeq = 4 });
        Applies(Of(Mobile + ";expires=0") with { CSeq = 5 });
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Mobile) with { CSeq = 6 }));
    }

    [Fact]
    public void Register_overtaken_by_its_un_register_binds_nothing()
    {
        Applies(Of(Mobile + ";expires=0") with { CSeq = 5 });
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { CSeq = 4 }));
        Assert.Empty(Bound);
    }

    [Fact]
    public void Contact_that_was_not_removed_follows_the_normal_rule()
    {
        Applies(Of(Mobile) with { CSeq = 5 });
        Applies(Of(Mobile + ";expires=0") with { CSeq = 6 });
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk) with { CSeq = 6 }));
        Assert.Equal(RegisterOutcome.OutOfOrder, Applies(Of("<sip:bob@192.0.2.9>") with { CSeq = 5 }));
    }

    [Fact]
    public void Star_removes_all_and_remembers_every_call_id()
    {
        Applies(Of(Mobile) with { CallId = "m", CSeq = 3, Branch = "b1" });
        Applies(Of(Desk) with { CallId = "d", CSeq = 7 });
        var decision = Decides(new Registration { Contacts = [], All = true, CallId = "admin", Flow = _flow });
        Assert.Equal(2, decision.Removed.Count);
        Assert.Empty(Bound);
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Mobile) with { CallId = "m", CSeq = 3, Branch = "b1" }));
        Assert.Equal(RegisterOutcome.AlreadyApplied, Applies(Of(Desk) with { CallId = "d", CSeq = 6 }));
        Assert.Equal(RegisterOutcome.Applied, Applies(Of(Desk) with { CallId = "d", CSeq = 8 }));
    }

    [Fact]
    public void Star_with_a_lower_cseq_is_out_of_order()
    {
        Applies(Of(Mobile) with { CSeq = 3 });
        Assert.Equal(RegisterOutcome.OutOfOrder, Applies(new Registration { Contacts = [], All = true, CSeq = 2, Flow = _flow }));
        Assert.Equal([Mobile], Bound);
    }

    [Fact]
    public void Star_leaves_what_was_received_after_it()
    {
        var early = Registration.NextNumber();
        Applies(Of(Mobile));
        Applies(new Registration { Contacts = [], All = true, CallId = "other", Number = early, Flow = _flow });
        Assert.Equal([Mobile], Bound);
    }

    [Fact]
    public void Nothing_of_a_request_is_applied_when_one_contact_cannot_be()
    {
        var early = Registration.NextNumber();
        Applies(Of(Mobile));
        Applies(Of(Desk, Mobile) with { CallId = "other", Number = early });
        Assert.Equal([Mobile], Bound);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.9:1>;+sip.instance=\"<urn:uuid:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.9:1>;+sip.instance=\"<URN:UUID:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:2>\"", false)]
    [InlineData("<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:1>\";reg-id=1", false)]
    [InlineData("<sip:bob@192.0.2.8:5060>", false)]
    public void Instance_is_the_identity(string contact, bool isReplaced)
    {
        Applies(Of(Mobile));
        Applies(Of(contact) with { CSeq = 2 });
        Assert.Equal(isReplaced ? [contact] : [contact, Mobile], Bound);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.9;pn-provider=fcm;pn-param=p;pn-prid=tok>", true)]
    [InlineData("<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=other>", false)]
    public void Without_an_instance_the_push_token_is_the_identity(string contact, bool isReplaced)
    {
        const string First = "<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>";
        Applies(Of(First));
        Applies(Of(contact) with { CSeq = 2 });
        Assert.Equal(isReplaced ? [contact] : [contact, First], Bound);
    }

    [Fact]
    public void Token_that_comes_with_another_instance_replaces_the_older_binding()
    {
        const string Push = "pn-provider=fcm;pn-param=p;pn-prid=tok";
        Applies(Of($"<sip:bob@192.0.2.7;{Push}>;+sip.instance=\"<urn:uuid:1>\""));
        var decision = Decides(Of($"<sip:bob@192.0.2.7;{Push}>;+sip.instance=\"<urn:uuid:2>\"") with { CallId = "other" });
        Assert.Equal("urn:uuid:2", Assert.Single(_state.Bindings).Identity.Instance);
        Assert.Equal("urn:uuid:1", Assert.Single(decision.Removed).Identity.Instance);
    }

    [Fact]
    public void Two_flows_of_one_instance_share_its_token()
    {
        const string Uri = "<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>;+sip.instance=\"<urn:uuid:1>\"";
        Applies(Of(Uri + ";reg-id=1"));
        Applies(Of(Uri + ";reg-id=2") with { CSeq = 2 });
        Assert.Equal(2, Bound.Length);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.7;transport=tcp>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.7;transport=tcp;pn-provider=fcm>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.7;TRANSPORT=TCP>;expires=0;+sip.instance=\"<urn:uuid:9>\"", true)]
    [InlineData("<sip:bob@192.0.2.7;transport=udp>;expires=0", false)]
    [InlineData("<sip:bob@192.0.2.7>;expires=0", false)]
    public void Removal_without_the_token_matches_by_uri(string contact, bool isRemoved)
    {
        Applies(Of("<sip:bob@192.0.2.7;transport=tcp;pn-provider=fcm;pn-param=p;pn-prid=tok>"));
        Applies(Of(contact) with { CSeq = 2 });
        Assert.Equal(isRemoved ? 0 : 1, Bound.Length);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.99>;expires=0;+sip.instance=\"<urn:uuid:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;expires=0;+sip.instance=\"<urn:uuid:2>\"", false)]
    public void Removal_matches_by_instance_before_uri(string contact, bool isRemoved)
    {
        Applies(Of(Mobile));
        Applies(Of(contact) with { CSeq = 2 });
        Assert.Equal(isRemoved ? 0 : 1, Bound.Length);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(";reg-id=2", 1)]
    public void Removal_without_reg_id_ends_every_flow_of_the_instance(string regId, int left)
    {
        Applies(Of(Mobile + ";reg-id=1"));
        Applies(Of(Mobile + ";reg-id=2") with { CSeq = 2 });
        Applies(Of(Mobile + regId + ";expires=0") with { CSeq = 3 });
        Assert.Equal(left, Bound.Length);
    }

    [Fact]
    public void Old_contact_removed_and_new_one_bound_in_one_request_leaves_the_new_one()
    {
        const string Moved = "<sip:bob@192.0.2.99:5060>;+sip.instance=\"<urn:uuid:1>\"";
        Applies(Of(Mobile));
        Applies(Of(Moved, Mobile + ";expires=0") with { CSeq = 2 });
        Assert.Equal([Moved], Bound);
    }

    [Fact]
    public void Last_of_equal_contacts_in_one_request_counts()
    {
        var decision = Decides(Of(Desk + ";q=0.1", Desk + ";q=0.2"));
        Assert.Equal([Desk + ";q=0.2"], Bound);
        Assert.Single(decision.Appeared);
    }

    [Fact]
    public void Oldest_contact_goes_beyond_the_limit()
    {
        for (var i = 1; i <= 3; i++)
        {
            Applies(Of($"<sip:bob@192.0.2.{i}>") with { CallId = $"c{i}" });
            _clock.Advance(Tick);
        }
        Applies(Of("<sip:bob@192.0.2.1>") with { CallId = "c1", CSeq = 2 });
        Assert.Equal(3, Bound.Length);
        var decision = Decides(Of("<sip:bob@192.0.2.4>") with { CallId = "c4" });
        Assert.Equal(["<sip:bob@192.0.2.4>", "<sip:bob@192.0.2.1>", "<sip:bob@192.0.2.3>"], Bound);
        Assert.Equal("c2", Assert.Single(decision.Removed).CallId);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void Binding_ends_with_its_last_tick(long ticks, int count)
    {
        Applies(Of(Desk + ";expires=60"));
        _clock.Advance(TimeSpan.FromSeconds(60) + TimeSpan.FromTicks(ticks));
        Applies(Of("<sip:x@192.0.2.9>;expires=0") with { CallId = "other" });
        Assert.Equal(count, Bound.Length);
    }

    [Theory]
    [InlineData("urn:uuid:1", "urn:uuid:2", true)]
    [InlineData("urn:uuid:1", null, true)]
    [InlineData(null, "urn:uuid:2", true)]
    [InlineData(null, null, false)]
    public void Udp_5_tuple_is_taken_over_by_another_device(string? older, string? newer, bool isTaken)
    {
        Applies(Of("<sip:a@192.0.2.7>" + Instance(older)) with { Flow = FakeFlow.Udp() });
        Applies(Of("<sip:b@192.0.2.7>" + Instance(newer)) with { Flow = FakeFlow.Udp(), CallId = "other" });
        Assert.Equal(isTaken ? 1 : 2, Bound.Length);
    }

    [Fact]
    public void Phone_that_can_be_woken_is_only_asleep_when_its_5_tuple_was_taken()
    {
        Applies(Of("<sip:a@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>") with { Flow = FakeFlow.Udp() });
        Applies(Of(Mobile) with { Flow = FakeFlow.Udp(), CallId = "other" });
        Assert.Equal(2, Bound.Length);
        Assert.Null(_state.Bindings.Single(b => b.Push != null).Flow);
    }

    [Fact]
    public void Five_tuple_of_an_edge_proxy_belongs_to_no_phone()
    {
        Applies(Of(Desk) with { Flow = FakeFlow.Udp(), Path = ["<sip:edge.example.org;lr>"] });
        Applies(Of(Mobile) with { Flow = FakeFlow.Udp(), Path = ["<sip:edge.example.org;lr>"], CallId = "other" });
        Assert.Equal(2, Bound.Length);
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        for (var i = 0; i < 100; i++)
            Applies(Of(Mobile) with { CallId = $"c{i}" });
        Assert.Equal(6, _state.Recent.Length);
        Assert.Equal("c98", _state.Recent[^1].CallId);
    }

    [Fact]
    public void Everything_is_forgotten_after_33_s()
    {
        Applies(Of(Mobile));
        Applies(Of(Mobile + ";expires=0") with { CSeq = 2 });
        Assert.NotEmpty(_state.Recent);
        _clock.Advance(RegisterRules.Memory + Tick);
        Assert.True(RegisterRules.Current(_state, _clock.GetTimestamp(), new RegisterLimits(3, 33 * _clock.TimestampFrequency)).IsEmpty);
    }

    static string Instance(string? urn) => urn == null ? "" : $";+sip.instance=\"<{urn}>\"";
}
