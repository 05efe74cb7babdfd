using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Guard;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

public sealed class FailedLoginsTests
{
    const int MaxUsers = 10;

    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly FakeTimeProvider _time = new();
    readonly FailedLogins<Source> _logins;
    readonly Source _source = new(7);

    public FailedLoginsTests() => _logins = new FailedLogins<Source>(_time);

    [Fact]
    public void Tenth_user_within_a_minute_is_one_too_many()
    {
        for (var user = 1; user < MaxUsers; user++)
            Assert.False(_logins.Add(_source, User(user), MaxUsers));
        _time.Advance(Minute - Tick);

        Assert.True(_logins.Add(_source, User(10), MaxUsers));
        Assert.False(_logins.Add(_source, User(11), MaxUsers));
    }

    [Fact]
    public void After_a_minute_counting_begins_anew()
    {
        for (var user = 1; user < MaxUsers; user++)
            _logins.Add(_source, User(user), MaxUsers);
        _time.Advance(Minute);

        Assert.False(_logins.Add(_source, User(10), MaxUsers));
    }

    [Fact]
    public void Nobody_pays_for_another_source()
    {
        for (var user = 1; user < MaxUsers; user++)
            _logins.Add(_source, User(user), MaxUsers);

        Assert.False(_logins.Add(new Source(8), User(10), MaxUsers));
    }

    [Fact]
    public void Thirtieth_failure_of_one_user_is_ignored_for_that_user_until_the_minute_is_over()
    {
        for (var i = 1; i < FailedLogins<Source>.MaxOfUser; i++)
            Assert.False(_logins.Add(_source, User(1), MaxUsers));
        Assert.False(_logins.Ignores(_source, User(1)));
        Assert.False(_logins.Add(_source, User(1), MaxUsers));

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
        for (var i = 1; i < MaxUsers; i++)
            _logins.Add(_source, User(i), MaxUsers);
        for (var source = 100UL; source < 100 + FailedLogins<Source>.MaxKeys; source++)
            _logins.Add(new Source(source), User(1), MaxUsers);

        Assert.False(_logins.Add(_source, User(10), MaxUsers));
    }

    [Fact]
    public void Whom_a_source_has_tried_too_often_is_told_until_it_is_forgotten()
    {
        for (var i = 0; i < FailedLogins<Source>.MaxOfUser; i++)
            _logins.Add(_source, User(1), MaxUsers);
        _logins.Add(_source, User(2), MaxUsers);
        _time.Advance(Tick);

        Assert.Equal([(_source, User(1), Minute - Tick)], _logins.Ignored());
        Assert.Equal(0, _logins.Forget(source => source != _source));
        Assert.Equal(1, _logins.Forget(source => source == _source));
        Assert.False(_logins.Ignores(_source, User(1)));
        Assert.Empty(_logins.Ignored());
    }

    static AddressOfRecord User(int number) => new($"user{number}", "example.org");
}
