using Rouse.Server.Location;
using static Rouse.Server.Tests.Location.AorScene;

namespace Rouse.Server.Tests.Location;

/// <summary>Which REGISTER of several applies.</summary>
public sealed class RegisterRulesTests
{
    readonly AorScene _aor = new();

    [Fact]
    public void Higher_cseq_refreshes()
    {
        _aor.Applies(_aor.Of(Desk));
        var decision = _aor.Decides(_aor.Of(Desk) with { CSeq = 2 });
        Assert.Equal(RegisterOutcome.Applied, decision.Outcome);
        Assert.Equal(2, Assert.Single(decision.Appeared).CSeq);
        Assert.Empty(decision.Added);
        Assert.Single(_aor.State.Bindings);
    }

    [Theory]
    [InlineData("b1", Desk)]
    [InlineData("b1", Mobile)]
    [InlineData("b2", Desk)]
    public void Equal_cseq_with_the_same_branch_or_content_is_answered_only(string branch, string contact)
    {
        _aor.Applies(_aor.Of(Desk) with { Branch = "b1" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(contact) with { Branch = branch }));
        Assert.Equal([Desk], _aor.Bound);
    }

    [Fact]
    public void Equal_cseq_with_another_branch_and_other_content_applies()
    {
        _aor.Applies(_aor.Of(Desk) with { Branch = "b1" });
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk + ";expires=0") with { Branch = "b2" }));
        Assert.Empty(_aor.Bound);
    }

    [Fact]
    public void Same_request_on_another_flow_moves_the_phone()
    {
        _aor.Applies(_aor.Of(Desk) with { Branch = "b1" });
        var other = FakeFlow.Tcp("198.51.100.7:40001");
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk) with { Branch = "b1", Flow = other }));
        Assert.Same(other, Assert.Single(_aor.State.Bindings).Flow);
    }

    [Fact]
    public void Retransmission_does_not_undo_a_later_request_of_equal_cseq()
    {
        _aor.Applies(_aor.Of(Desk) with { Branch = "b1" });
        _aor.Applies(_aor.Of(Desk + ";q=0.5") with { Branch = "b2" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Desk) with { Branch = "b1" }));
        Assert.Equal([Desk + ";q=0.5"], _aor.Bound);
    }

    [Fact]
    public void Lower_cseq_is_out_of_order_for_33_s()
    {
        _aor.Applies(_aor.Of(Desk) with { CSeq = 9 });
        _aor.Clock.Advance(RegisterRules.Memory);
        Assert.Equal(RegisterOutcome.OutOfOrder, _aor.Applies(_aor.Of(Mobile) with { CSeq = 8 }));
        Assert.Equal([Desk], _aor.Bound);
    }

    [Fact]
    public void Lower_cseq_after_33_s_is_a_rebooted_phone()
    {
        _aor.Applies(_aor.Of(Desk) with { CSeq = 9 });
        _aor.Clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk) with { CSeq = 1 }));
        Assert.Equal(1, Assert.Single(_aor.State.Bindings).CSeq);
    }

    [Fact]
    public void Equal_cseq_and_content_after_33_s_is_a_rebooted_phone()
    {
        _aor.Applies(_aor.Of(Desk));
        _aor.Clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk)));
        Assert.Equal(_aor.Clock.GetTimestamp(), Assert.Single(_aor.State.Bindings).RegisteredAt);
    }

    [Fact]
    public void Refresh_starts_the_33_s_anew()
    {
        _aor.Applies(_aor.Of(Desk) with { CSeq = 8 });
        _aor.Clock.Advance(RegisterRules.Memory);
        _aor.Applies(_aor.Of(Desk) with { CSeq = 9 });
        _aor.Clock.Advance(Tick);
        Assert.Equal(RegisterOutcome.OutOfOrder, _aor.Applies(_aor.Of(Desk) with { CSeq = 8 }));
    }

    [Fact]
    public void Another_call_id_applies_whatever_its_cseq()
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 900 });
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Mobile) with { CallId = "other", CSeq = 1 }));
        Assert.Equal(Registration.Hash("other"), Assert.Single(_aor.State.Bindings).CallIdHash);
    }

    [Fact]
    public void Another_call_id_received_before_what_is_bound_is_answered_only()
    {
        var early = Registration.NextNumber();
        _aor.Applies(_aor.Of(Mobile));
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { CallId = "other", Number = early }));
        Assert.Equal(Registration.Hash("call"), Assert.Single(_aor.State.Bindings).CallIdHash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_call_id_received_before_the_removal_binds_nothing(bool removesAll)
    {
        var early = Registration.NextNumber();
        _aor.Applies(removesAll ? new Registration { Contacts = [], All = true, Flow = _aor.Flow } : _aor.Of(Mobile + ";expires=0"));
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { CallId = "other", Number = early }));
        var ofAnother = removesAll ? RegisterOutcome.AlreadyApplied : RegisterOutcome.Applied;
        Assert.Equal(ofAnother, _aor.Applies(_aor.Of(Desk) with { CallId = "third", Number = early }));
    }

    [Fact]
    public void Retransmission_of_a_replaced_call_id_is_answered_only()
    {
        _aor.Applies(_aor.Of(Mobile) with { Branch = "b1" });
        _aor.Applies(_aor.Of(Mobile) with { CallId = "other" });
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { Branch = "b1" }));
        Assert.Equal(Registration.Hash("other"), Assert.Single(_aor.State.Bindings).CallIdHash);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Late_register_does_not_bring_back_who_logged_out(long cseq)
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 4, Branch = "b1" });
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 5 });
        _aor.Clock.Advance(RegisterRules.Memory);
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { CSeq = cseq }));
        Assert.Empty(_aor.Bound);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void One_tick_after_the_33_s_it_is_a_new_login(long cseq)
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 4 });
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 5 });
        _aor.Clock.Advance(RegisterRules.Memory + Tick);
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Mobile) with { CSeq = cseq }));
        Assert.Equal([Mobile], _aor.Bound);
    }

    [Fact]
    public void Higher_cseq_after_a_logout_is_a_new_login()
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 4 });
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 5 });
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Mobile) with { CSeq = 6 }));
    }

    [Fact]
    public void Register_overtaken_by_its_un_register_binds_nothing()
    {
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 5 });
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { CSeq = 4 }));
        Assert.Empty(_aor.Bound);
    }

    [Fact]
    public void Contact_that_was_not_removed_follows_the_normal_rule()
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 5 });
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 6 });
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk) with { CSeq = 6 }));
        Assert.Equal(RegisterOutcome.OutOfOrder, _aor.Applies(_aor.Of("<sip:bob@192.0.2.9>") with { CSeq = 5 }));
    }

    [Fact]
    public void Star_removes_all_and_remembers_every_call_id()
    {
        _aor.Applies(_aor.Of(Mobile) with { CallId = "m", CSeq = 3, Branch = "b1" });
        _aor.Applies(_aor.Of(Desk) with { CallId = "d", CSeq = 7 });
        var decision = _aor.Decides(new Registration { Contacts = [], All = true, CallId = "admin", Flow = _aor.Flow });
        Assert.Equal(2, decision.Removed.Count);
        Assert.Empty(_aor.Bound);
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Mobile) with { CallId = "m", CSeq = 3, Branch = "b1" }));
        Assert.Equal(RegisterOutcome.AlreadyApplied, _aor.Applies(_aor.Of(Desk) with { CallId = "d", CSeq = 6 }));
        Assert.Equal(RegisterOutcome.Applied, _aor.Applies(_aor.Of(Desk) with { CallId = "d", CSeq = 8 }));
    }

    [Fact]
    public void Star_with_a_lower_cseq_is_out_of_order()
    {
        _aor.Applies(_aor.Of(Mobile) with { CSeq = 3 });
        Assert.Equal(RegisterOutcome.OutOfOrder, _aor.Applies(new Registration { Contacts = [], All = true, CSeq = 2, Flow = _aor.Flow }));
        Assert.Equal([Mobile], _aor.Bound);
    }

    [Fact]
    public void Star_leaves_what_was_received_after_it()
    {
        var early = Registration.NextNumber();
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(new Registration { Contacts = [], All = true, CallId = "other", Number = early, Flow = _aor.Flow });
        Assert.Equal([Mobile], _aor.Bound);
    }

    [Fact]
    public void Nothing_of_a_request_is_applied_when_one_contact_cannot_be()
    {
        var early = Registration.NextNumber();
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(_aor.Of(Desk, Mobile) with { CallId = "other", Number = early });
        Assert.Equal([Mobile], _aor.Bound);
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        for (var i = 0; i < 100; i++)
            _aor.Applies(_aor.Of(Mobile) with { CallId = $"c{i}" });
        Assert.Equal(6, _aor.State.Recent.Length);
        Assert.Equal(Registration.Hash("c98"), _aor.State.Recent[^1].CallIdHash);
    }

    [Fact]
    public void Everything_is_forgotten_after_33_s()
    {
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(_aor.Of(Mobile + ";expires=0") with { CSeq = 2 });
        Assert.NotEmpty(_aor.State.Recent);
        _aor.Clock.Advance(RegisterRules.Memory + Tick);
        Assert.True(RegisterRules.Current(_aor.State, _aor.Clock.GetTimestamp(), _aor.Limits).IsEmpty);
    }
}
