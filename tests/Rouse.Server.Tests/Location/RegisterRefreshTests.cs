using Rouse.Server.Location;
using static Rouse.Server.Tests.Location.AorScene;

namespace Rouse.Server.Tests.Location;

/// <summary>The usual REGISTER is decided without lists, to the same end.</summary>
public sealed class RegisterRefreshTests
{
    readonly AorScene _aor = new();

    [Theory]
    [InlineData("call", 2)]
    [InlineData("call", 1)]
    [InlineData("another", 1)]
    [InlineData("another", 2)]
    public void Refresh_ends_as_every_other_REGISTER(string callId, long cseq)
    {
        _aor.Applies(_aor.Of(Mobile));
        AssertSame(_aor.Of(Mobile) with { CallId = callId, CSeq = cseq });
    }

    [Fact]
    public void Refresh_with_ever_new_Call_IDs_remembers_as_much_as_every_other()
    {
        for (var i = 0; i <= 2 * _aor.Limits.MaxContacts; i++)
        {
            _aor.Applies(_aor.Of(Mobile) with { CallId = $"call {i}" });
            AssertSame(_aor.Of(Mobile) with { CallId = "last" });
        }
        Assert.Equal(2 * _aor.Limits.MaxContacts, _aor.State.Recent.Length);
    }

    [Fact]
    public void Refresh_after_the_memory_has_ended_remembers_nothing()
    {
        _aor.Applies(_aor.Of(Mobile));
        _aor.Clock.Advance(RegisterRules.Memory + Tick);
        AssertSame(_aor.Of(Mobile) with { CallId = "another" });
        Assert.Empty(_aor.Decides(_aor.Of(Mobile) with { CallId = "another" }).State.Recent);
    }

    [Theory]
    [InlineData(Mobile + ";expires=0")]
    [InlineData(Desk)]
    [InlineData(Mobile, Desk)]
    public void Others_are_not_refreshes(params string[] contacts)
    {
        _aor.Applies(_aor.Of(Mobile));
        Assert.Null(Refresh(_aor.Of(contacts).ToChange(_aor.Clock)));
    }

    [Fact]
    public void Only_contact_of_two_is_no_refresh()
    {
        _aor.Applies(_aor.Of(Mobile, Desk));
        Assert.Null(Refresh(_aor.Of(Mobile).ToChange(_aor.Clock)));
    }

    void AssertSame(Registration registration)
    {
        var change = registration.ToChange(_aor.Clock);
        var decision = Assert.NotNull(Refresh(change));
        var usual = new RegisterUpdate(_aor.State, change, _aor.Clock.GetTimestamp(), _aor.Limits).Run();
        Assert.Equal(usual.Outcome, decision.Outcome);
        Assert.Equal(usual.State.Bindings, decision.State.Bindings);
        Assert.Equal(usual.State.Recent, decision.State.Recent);
        Assert.Equal(usual.Appeared, decision.Appeared);
        Assert.Equal(usual.Added, decision.Added);
        Assert.Equal(usual.Removed, decision.Removed);
    }

    RegisterDecision? Refresh(RegisterChange change) => RegisterRefresh.Decide(_aor.State, change, _aor.Clock.GetTimestamp(), _aor.Limits);
}
