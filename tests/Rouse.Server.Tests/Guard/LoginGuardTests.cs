using Rouse.Server.Guard;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Authentication;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

/// <summary>Wrong passwords, as authentication tells of them.</summary>
public sealed class LoginGuardTests
{
    const string Guesser = "192.0.2.66";

    readonly LoginScene _scene = new();

    IEnumerable<string> Bans => _scene.Guard.List().Select(ban => $"{ban.Source}: {ban.Reason}");

    [Fact]
    public void Port_that_has_the_passwords_of_ten_users_wrong_is_banned()
    {
        for (var user = 1; user < LoginRules.MaxUsersOfPort; user++)
            Assert.Equal(403, Guess($"user{user}", Challenge(Guesser)).Status);
        Assert.Empty(Bans);
        Assert.Equal(403, Guess("user10", Challenge(Guesser)).Status);

        Assert.Equal([$"{Guesser}:40000: failed logins of too many users"], Bans);
    }

    [Fact]
    public void Office_in_which_ten_phones_have_wrong_passwords_is_not_banned()
    {
        GuessFromPorts(1, LoginRules.MaxUsersOfSource - 1);
        Assert.Empty(Bans);
        GuessFromPorts(LoginRules.MaxUsersOfSource, 1);

        Assert.Equal([$"{Guesser}: failed logins of too many users"], Bans);
    }

    [Fact]
    public void Wrong_password_of_one_user_counts_once_whatever_the_port()
    {
        for (var i = 0; i < 3; i++)
            GuessFromPorts(1, LoginRules.MaxUsersOfSource - 1);

        Assert.Empty(Bans);
    }

    [Fact]
    public void Office_from_which_somebody_registered_within_the_hour_may_have_five_hundred_wrong()
    {
        LogsIn();
        _scene.Time.Advance(KnownSources.Memory - TimeSpan.FromTicks(1));
        GuessFromPorts(1, LoginRules.MaxUsersOfKnown - 1);
        Assert.Empty(Bans);
        GuessFromPorts(LoginRules.MaxUsersOfKnown, 1);

        Assert.Equal([$"{Guesser}: failed logins of too many users"], Bans);
    }

    [Fact]
    public void Office_from_which_nobody_registered_for_an_hour_may_have_fifty_wrong()
    {
        LogsIn();
        _scene.Time.Advance(KnownSources.Memory);
        GuessFromPorts(1, LoginRules.MaxUsersOfSource);

        Assert.Equal([$"{Guesser}: failed logins of too many users"], Bans);
    }

    [Fact]
    public void Who_forges_the_address_of_another_does_not_get_it_banned()
    {
        for (var user = 1; user <= 20; user++)
            Guess($"user{user}", Challenge("198.51.100.1"));

        Assert.Empty(Bans);
    }

    [Fact]
    public void Nonce_older_than_a_minute_does_not_count()
    {
        var challenges = Enumerable.Range(1, 10).Select(_ => Challenge(Guesser)).ToList();
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        for (var user = 0; user < 10; user++)
            Guess($"user{user}", challenges[user]);

        Assert.Empty(Bans);
    }

    [Fact]
    public void Who_has_the_password_of_one_user_wrong_thirty_times_gets_no_answer_for_that_user()
    {
        for (var i = 0; i < FailedLogins<Source>.MaxOfUser; i++)
            Assert.Equal(403, Guess("alice", Challenge(Guesser)).Status);

        Assert.Equal((Verdict.Dropped, null), (Guess("alice", Challenge(Guesser)).Verdict, (int?)null));
        Assert.Equal(403, Guess("bob", Challenge(Guesser)).Status);
        Assert.Equal(403, Guess("alice", Challenge("192.0.2.7"), source: "192.0.2.7").Status);
        Assert.Equal([$"{Guesser}: wrong passwords of alice@example.org"], Bans);
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Bans);
        Assert.Equal(403, Guess("alice", Challenge(Guesser)).Status);
    }

    [Fact]
    public void User_whose_tries_are_ignored_is_listened_to_again_when_that_is_lifted()
    {
        for (var i = 0; i < FailedLogins<Source>.MaxOfUser; i++)
            Guess("alice", Challenge(Guesser));
        Assert.Equal(_scene.Time.GetUtcNow() + TimeSpan.FromMinutes(1), Assert.Single(_scene.Guard.List()).Until);

        Assert.Equal(0, _scene.Guard.Lift("192.0.2.7"));
        Assert.Equal(1, _scene.Guard.Lift(Guesser));
        Assert.Empty(Bans);
        Assert.Equal(403, Guess("alice", Challenge(Guesser)).Status);
    }

    // Each user from a port of its own.
    void GuessFromPorts(int first, int count)
    {
        for (var user = first; user < first + count; user++)
            Assert.Equal(403, Guess($"user{user}", Challenge(Guesser, 10_000 + user), port: 10_000 + user).Status);
    }

    void LogsIn()
    {
        var answer = new DigestClient { Username = "alice", Password = "alice-secret" }.Answer(Challenge(Guesser), "REGISTER");
        Assert.Null(Register($"Authorization: {answer}\r\n", "sip:alice@example.org", Guesser).Status);
    }

    string Challenge(string source, int port = 40_000) =>
        Register("", "sip:alice@example.org", source, port).ResponseHeaders("WWW-Authenticate")[0];

    FakeRequest Guess(string user, string challenge, string source = Guesser, int port = 40_000)
    {
        var answer = new DigestClient { Username = user, Password = "guess" }.Answer(challenge, "REGISTER");
        return Register($"Authorization: {answer}\r\n", $"sip:{user}@example.org", source, port);
    }

    FakeRequest Register(string headers, string aor, string source, int port = 40_000) =>
        _scene.Send(FakeRequest.Parse(_scene.Text("REGISTER", "sip:example.org", aor, aor, headers), new FakeFlow(source, port: port)));
}
