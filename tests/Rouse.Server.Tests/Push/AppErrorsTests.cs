using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Testing;

namespace Rouse.Server.Tests.Push;

public sealed class AppErrorsTests
{
    static readonly PushApp App = new() { Name = "apns a.b production", Type = "apns", Provider = new FakePush() };

    readonly AppErrors _errors = new();

    [Fact]
    public void Cause_is_told_once()
    {
        Assert.True(_errors.Note(App, Error("403 InvalidProviderToken")));
        Assert.False(_errors.Note(App, Error("403 InvalidProviderToken")));
        Assert.True(_errors.Note(App, Error("403 Forbidden")));
        Assert.True(_errors.Note(App with { Name = "apns a.b development" }, Error("403 InvalidProviderToken")));
    }

    [Fact]
    public void Accepted_push_ends_it()
    {
        _errors.Note(App, Error("403 InvalidProviderToken"));
        Assert.Equal("403 InvalidProviderToken", _errors.Of(App));
        Assert.False(_errors.Note(App, FakePush.Accepted));
        Assert.Null(_errors.Of(App));
        Assert.True(_errors.Note(App, Error("403 InvalidProviderToken")));
    }

    [Fact]
    public void Other_outcomes_are_no_errors_of_the_app()
    {
        Assert.False(_errors.Note(App, FakePush.Refused));
        Assert.False(_errors.Note(App, FakePush.Failed));
        Assert.Null(_errors.Of(App));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Provider_that_invents_causes_does_not_fill_the_log(int number, bool isTold)
    {
        for (var i = 1; i < number; i++)
            _errors.Note(App, Error($"cause {i}"));
        Assert.Equal(isTold, _errors.Note(App, Error("one more")));
    }

    static PushOutcome Error(string reason) => new(PushVerdict.Refused, 403, reason, 1) { IsConfigurationError = true };
}
