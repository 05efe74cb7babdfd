using Rouse.Server.Guard;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Authentication;

namespace Rouse.Server.Tests.Guard;

/// <summary>Wrong passwords, as authentication tells of them.</summary>
public sealed class LoginGuardTests
{
    const string Guesser = "192.0.2.66";

    readonly LoginScene _scene = new();

    IEnumerable<string> Bans => _scene.Guard.List().Select(ban => $"{ban.Source}: {ban.Reason}");

    [Fact]
    public void Who_has_the_passwords_of_ten_users_wrong_is_banned()
    {
        for (var user = 1; user < FailedLogins.MaxUsers; user++)
            Assert.Equal(403, Guess($"user{user}", Challenge(Guesser)).Status);
        Assert.Empty(Bans);
        Assert.Equal(403, Guess("user10", Challenge(Guesser)).Status);

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
        for (var i = 0; i < FailedLogins.MaxOfUser; i++)
            Assert.Equal(403, Guess("alice", Challenge(Guesser)).Status);

        Assert.Equal((Verdict.Dropped, null), (Guess("alice", Challenge(Guesser)).Verdict, (int?)null));
        Assert.Equal(403, Guess("bob", Challenge(Guesser)).Status);
        Assert.Equal(403, Guess("alice", Challenge("192.0.2.7"), source: "192.0.2.7").Status);
        Assert.Empty(Bans);
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(403, Guess("alice", Challenge(Guesser)).Status);
    }

    string Challenge(string source) =>
        Register("", "sip:alice@example.org", source).ResponseHeaders("WWW-Authenticate")[0];

    FakeRequest Guess(string user, string challenge, string source = Guesser)
    {
        var answer = new DigestClient { Username = user, Password = "guess" }.Answer(challenge, "REGISTER");
        return Register($"Authorization: {answer}\r\n", $"sip:{user}@example.org", source);
    }

    FakeRequest Register(string headers, string aor, string source) =>
        _scene.Send(FakeRequest.Parse(_scene.Text("REGISTER", "sip:example.org", aor, aor, headers), new FakeFlow(source)));
}
