using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Which credentials are ours, and what is left of them when the request is sent on.</summary>
public class CredentialsTests
{
    const string Foreign = "Digest realm=\"far.example\", nonce=\"n\", username=\"alice\", uri=\"sip:far.example\", response=\"0123\"";

    readonly LoginScene _scene = new();
    readonly DigestClient _alice = new();

    [Fact]
    public void Consumed_credentials_do_not_go_on_and_those_of_other_realms_do()
    {
        var own = _alice.Answer(_scene.InviteChallenge(), "INVITE");

        var request = _scene.Invite(Foreign, headers: $"Proxy-Authorization: {own}\r\nProxy-Authorization: Bearer abc\r\n");

        Assert.Equal(Verdict.Continue, request.Verdict);
        Assert.NotNull(request.AuthenticatedAs);
        Assert.Equal([$"Proxy-Authorization: {Foreign}", "Proxy-Authorization: Bearer abc"], Lines(request, "Proxy-Authorization"));
    }

    [Fact]
    public void Credentials_of_other_realms_alone_are_no_answer()
    {
        var request = _scene.Invite(Foreign, headers: "Proxy-Authorization: Bearer abc\r\n");

        Assert.Equal(407, request.Status);
        Assert.DoesNotContain("stale", request.Response, StringComparison.Ordinal);
    }

    [Fact]
    public void First_of_several_credentials_for_us_counts_and_all_are_consumed()
    {
        var right = _alice.Answer(_scene.InviteChallenge(), "INVITE");
        var wrong = (_alice with { Password = "guess" }).Answer(_scene.InviteChallenge(), "INVITE");

        var request = _scene.Invite(right, headers: $"Proxy-Authorization: {wrong}\r\n");

        Assert.Equal(Verdict.Continue, request.Verdict);
        Assert.Empty(Lines(request, "Proxy-Authorization"));
    }

    [Theory]
    [InlineData("ACK")]
    [InlineData("BYE")]
    public void Credentials_in_a_dialog_do_not_go_to_the_other_side(string method)
    {
        var own = _alice.Answer(_scene.InviteChallenge(), "INVITE");

        var headers = $"Proxy-Authorization: {own}\r\nProxy-Authorization: {Foreign}\r\n";
        var request = _scene.Send(_scene.Text(method, "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org", headers));

        Assert.Equal([$"Proxy-Authorization: {Foreign}"], Lines(request, "Proxy-Authorization"));
    }

    [Fact]
    public void Authorization_is_for_the_user_who_is_called()
    {
        var own = _alice.Answer(_scene.InviteChallenge(), "INVITE");

        Assert.Equal(407, _scene.Invite(headers: $"Authorization: {own}\r\n").Status);
        var request = _scene.Invite(own, headers: "Authorization: Digest x=y\r\n");
        Assert.Equal(["Authorization: Digest x=y"], Lines(request, "Authorization"));
    }

    [Theory]
    [InlineData("Digest realm=\"rouse\", username=\"alice\"", 400)]
    [InlineData("Digest realm=\"rouse", 400)]
    [InlineData("Digest", 400)]
    [InlineData("Bearer abc", 401)]
    [InlineData("", 401)]
    public void Credentials_that_nobody_can_read_are_refused_as_such(string authorization, int status) =>
        Assert.Equal(status, _scene.Register(authorization).Status);

    [Fact]
    public void Malformed_credentials_beside_right_ones_do_no_harm()
    {
        var own = _alice.Answer(_scene.InviteChallenge(), "INVITE");

        Assert.Equal(Verdict.Continue, _scene.Invite("Digest realm=", headers: $"Proxy-Authorization: {own}\r\n").Verdict);
    }

    static IEnumerable<string> Lines(FakeRequest request, params string[] starts) => FakeRequest.Lines(request.SentOn(), starts);
}
