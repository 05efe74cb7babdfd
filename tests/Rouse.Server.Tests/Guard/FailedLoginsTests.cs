using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

public sealed class FailedLoginsTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly FakeTimeProvider _time = new();
    readonly FailedLogins _logins;
    readonly Source _source = new(7);

    public FailedLoginsTests() => _logins = new FailedLogins(_time);

    [Fact]
    public void Tenth_user_within_a_minute_is_one_too_many()
    {
        for (var user = 1; user < FailedLogins.MaxUsers; user++)
            Assert.False(_logins.Add(_source, User(user)));
        _time.Advance(Minute - Tick);

        Assert.True(_logins.Add(_source, User(10)));
        Assert.False(_logins.Add(_source, User(11)));
    }

    [Fact]
    public void After_a_minute_counting_begins_anew()
    {
        for (var user = 1; user < FailedLogins.MaxUsers; user++)
            _logins.Add(_source, User(user));
        _time.Advance(Minute);

        Assert.False(_logins.Add(_source, User(10)));
    }

    [Fact]
    public void Nobody_pays_for_another_source()
    {
        for (var user = 1; user < FailedLogins.MaxUsers; user++)
            _logins.Add(_source, User(user));

        Assert.False(_logins.Add(new Source(8), User(10)));
    }

    [Fact]
    public void Thirtieth_failure_of_one_user_is_ignored_for_that_user_until_the_minute_is_over()
    {
        for (var i = 1; i < FailedLogins.MaxOfUser; i++)
            Assert.False(_logins.Add(_source, User(1)));
        Assert.False(_logins.Ignores(_source, User(1)));
        Assert.False(_logins.Add(_source, User(1)));

        Assert.True(_logins.Ignores(_source, User(1)));
        Assert.False(_logins.Ignores(_source, User(2)));
        Assert.False(_logins.Ignores(new Source(8), User(1)));
        _time.Advance(Minute - Tick);
        Assert.True(_logins.Ignores(_source, User(1)));
        _time.Advance(Tick);
        Assert.False(_logins.Ignores(_source, User(1)));
    }

    [Fact]
    public void More_sources_than_there_is_room_for_are_forgotten()
    {
        for (var i = 1; i < FailedLogins.MaxUsers; i++)
            _logins.Add(_source, User(i));
        for (var source = 100UL; source < 100 + FailedLogins.MaxSources; source++)
            _logins.Add(new Source(source), User(1));

        Assert.False(_logins.Add(_source, User(10)));
    }

    static AddressOfRecord User(int number) => new($"user{number}", "example.org");
}
