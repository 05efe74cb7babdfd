using static Rouse.Server.Tests.Location.AorScene;

namespace Rouse.Server.Tests.Location;

/// <summary>What a REGISTER that applies does to the bindings.</summary>
public sealed class RegisterUpdateTests
{
    readonly AorScene _aor = new();

    [Fact]
    public void Several_contacts_are_bound_best_q_first()
    {
        _aor.Applies(_aor.Of("<sip:a@192.0.2.1>;q=0.2", "<sip:b@192.0.2.2>;q=0.9", "<sip:c@192.0.2.3>;q=0.5"));
        Assert.Equal(["<sip:b@192.0.2.2>;q=0.9", "<sip:c@192.0.2.3>;q=0.5", "<sip:a@192.0.2.1>;q=0.2"], _aor.Bound);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.9:1>;+sip.instance=\"<urn:uuid:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.9:1>;+sip.instance=\"<URN:UUID:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:2>\"", false)]
    [InlineData("<sip:bob@192.0.2.8:5060>;+sip.instance=\"<urn:uuid:1>\";reg-id=1", false)]
    [InlineData("<sip:bob@192.0.2.8:5060>", false)]
    public void Instance_is_the_identity(string contact, bool isReplaced)
    {
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(_aor.Of(contact) with { CSeq = 2 });
        Assert.Equal(isReplaced ? [contact] : [contact, Mobile], _aor.Bound);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.9;pn-provider=fcm;pn-param=p;pn-prid=tok>", true)]
    [InlineData("<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=other>", false)]
    public void Without_an_instance_the_push_token_is_the_identity(string contact, bool isReplaced)
    {
        const string First = "<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>";
        _aor.Applies(_aor.Of(First));
        _aor.Applies(_aor.Of(contact) with { CSeq = 2 });
        Assert.Equal(isReplaced ? [contact] : [contact, First], _aor.Bound);
    }

    [Fact]
    public void Token_that_comes_with_another_instance_replaces_the_older_binding()
    {
        const string Push = "pn-provider=fcm;pn-param=p;pn-prid=tok";
        _aor.Applies(_aor.Of($"<sip:bob@192.0.2.7;{Push}>;+sip.instance=\"<urn:uuid:1>\""));
        var decision = _aor.Decides(_aor.Of($"<sip:bob@192.0.2.7;{Push}>;+sip.instance=\"<urn:uuid:2>\"") with { CallId = "other" });
        Assert.Equal("urn:uuid:2", Assert.Single(_aor.State.Bindings).Identity.Instance);
        Assert.Equal("urn:uuid:1", Assert.Single(decision.Removed).Identity.Instance);
    }

    [Fact]
    public void Two_flows_of_one_instance_share_its_token()
    {
        const string Uri = "<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>;+sip.instance=\"<urn:uuid:1>\"";
        _aor.Applies(_aor.Of(Uri + ";reg-id=1"));
        _aor.Applies(_aor.Of(Uri + ";reg-id=2") with { CSeq = 2 });
        Assert.Equal(2, _aor.Bound.Length);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.7;transport=tcp>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.7;transport=tcp;pn-provider=fcm>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.7;TRANSPORT=TCP>;expires=0;+sip.instance=\"<urn:uuid:9>\"", true)]
    [InlineData("<sip:bob@192.0.2.7;transport=udp>;expires=0", false)]
    [InlineData("<sip:bob@192.0.2.7>;expires=0", false)]
    public void Removal_without_the_token_matches_by_uri(string contact, bool isRemoved)
    {
        _aor.Applies(_aor.Of("<sip:bob@192.0.2.7;transport=tcp;pn-provider=fcm;pn-param=p;pn-prid=tok>"));
        _aor.Applies(_aor.Of(contact) with { CSeq = 2 });
        Assert.Equal(isRemoved ? 0 : 1, _aor.Bound.Length);
    }

    [Theory]
    [InlineData("<sip:bob@192.0.2.99>;expires=0;+sip.instance=\"<urn:uuid:1>\"", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;expires=0", true)]
    [InlineData("<sip:bob@192.0.2.8:5060>;expires=0;+sip.instance=\"<urn:uuid:2>\"", false)]
    public void Removal_matches_by_instance_before_uri(string contact, bool isRemoved)
    {
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(_aor.Of(contact) with { CSeq = 2 });
        Assert.Equal(isRemoved ? 0 : 1, _aor.Bound.Length);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(";reg-id=2", 1)]
    public void Removal_without_reg_id_ends_every_flow_of_the_instance(string regId, int left)
    {
        _aor.Applies(_aor.Of(Mobile + ";reg-id=1"));
        _aor.Applies(_aor.Of(Mobile + ";reg-id=2") with { CSeq = 2 });
        _aor.Applies(_aor.Of(Mobile + regId + ";expires=0") with { CSeq = 3 });
        Assert.Equal(left, _aor.Bound.Length);
    }

    [Fact]
    public void Old_contact_removed_and_new_one_bound_in_one_request_leaves_the_new_one()
    {
        const string Moved = "<sip:bob@192.0.2.99:5060>;+sip.instance=\"<urn:uuid:1>\"";
        _aor.Applies(_aor.Of(Mobile));
        _aor.Applies(_aor.Of(Moved, Mobile + ";expires=0") with { CSeq = 2 });
        Assert.Equal([Moved], _aor.Bound);
    }

    [Fact]
    public void Last_of_equal_contacts_in_one_request_counts()
    {
        var decision = _aor.Decides(_aor.Of(Desk + ";q=0.1", Desk + ";q=0.2"));
        Assert.Equal([Desk + ";q=0.2"], _aor.Bound);
        Assert.Single(decision.Appeared);
    }

    [Fact]
    public void Oldest_contact_goes_beyond_the_limit()
    {
        for (var i = 1; i <= 3; i++)
        {
            _aor.Applies(_aor.Of($"<sip:bob@192.0.2.{i}>") with { CallId = $"c{i}" });
            _aor.Clock.Advance(Tick);
        }
        _aor.Applies(_aor.Of("<sip:bob@192.0.2.1>") with { CallId = "c1", CSeq = 2 });
        Assert.Equal(3, _aor.Bound.Length);
        var decision = _aor.Decides(_aor.Of("<sip:bob@192.0.2.4>") with { CallId = "c4" });
        Assert.Equal(["<sip:bob@192.0.2.4>", "<sip:bob@192.0.2.1>", "<sip:bob@192.0.2.3>"], _aor.Bound);
        Assert.Equal(Registration.Hash("c2"), Assert.Single(decision.Removed).CallIdHash);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void Binding_ends_with_its_last_tick(long ticks, int count)
    {
        _aor.Applies(_aor.Of(Desk + ";expires=60"));
        _aor.Clock.Advance(TimeSpan.FromSeconds(60) + TimeSpan.FromTicks(ticks));
        _aor.Applies(_aor.Of("<sip:x@192.0.2.9>;expires=0") with { CallId = "other" });
        Assert.Equal(count, _aor.Bound.Length);
    }

    [Theory]
    [InlineData("urn:uuid:1", "urn:uuid:2", true)]
    [InlineData("urn:uuid:1", null, true)]
    [InlineData(null, "urn:uuid:2", true)]
    [InlineData(null, null, false)]
    public void Udp_5_tuple_is_taken_over_by_another_device(string? older, string? newer, bool isTaken)
    {
        _aor.Applies(_aor.Of("<sip:a@192.0.2.7>" + Instance(older)) with { Flow = FakeFlow.Udp() });
        _aor.Applies(_aor.Of("<sip:b@192.0.2.7>" + Instance(newer)) with { Flow = FakeFlow.Udp(), CallId = "other" });
        Assert.Equal(isTaken ? 1 : 2, _aor.Bound.Length);
    }

    [Fact]
    public void Phone_that_can_be_woken_is_only_asleep_when_its_5_tuple_was_taken()
    {
        _aor.Applies(_aor.Of("<sip:a@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid=tok>") with { Flow = FakeFlow.Udp() });
        _aor.Applies(_aor.Of(Mobile) with { Flow = FakeFlow.Udp(), CallId = "other" });
        Assert.Equal(2, _aor.Bound.Length);
        Assert.Null(_aor.State.Bindings.Single(b => b.Push != null).Flow);
    }

    [Fact]
    public void Five_tuple_of_an_edge_proxy_belongs_to_no_phone()
    {
        _aor.Applies(_aor.Of(Desk) with { Flow = FakeFlow.Udp(), Path = ["<sip:edge.example.org;lr>"] });
        _aor.Applies(_aor.Of(Mobile) with { Flow = FakeFlow.Udp(), Path = ["<sip:edge.example.org;lr>"], CallId = "other" });
        Assert.Equal(2, _aor.Bound.Length);
    }

    static string Instance(string? urn) => urn == null ? "" : $";+sip.instance=\"<{urn}>\"";
}
