using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Peers that the operator trusts, and what they assert (RFC 3325).</summary>
public sealed class TrustTests
{
    readonly LoginScene _scene = new();

    public TrustTests() => _scene.Trusted.Add("192.0.2.7");

    [Theory]
    [InlineData("sip:alice@example.org", "alice@example.org")]
    [InlineData("sip:+49301234@carrier.example", "")]
    [InlineData("sip:anonymous@anonymous.invalid", "")]
    public void Trusted_peer_is_asked_for_nothing_whoever_it_speaks_for(string from, string expected)
    {
        var invite = _scene.Invite(from: from);

        Assert.Equal((Verdict.Continue, expected), (invite.Verdict, $"{invite.AuthenticatedAs}"));
    }

    [Fact]
    public void What_it_asserts_counts_and_is_sent_on()
    {
        var invite = _scene.Invite(
            from: "sip:anonymous@anonymous.invalid",
            headers: "P-Asserted-Identity: <tel:+49301234>, <sip:alice@example.org>\r\nRemote-Party-ID: <sip:alice@example.org>\r\n");

        Assert.Equal("alice@example.org", $"{invite.AuthenticatedAs}");
        Assert.Contains("P-Asserted-Identity: <tel:+49301234>", invite.SentOn(), StringComparison.Ordinal);
        Assert.Contains("Remote-Party-ID:", invite.SentOn(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_register_users_for_whom_it_has_asked_itself()
    {
        var register = _scene.Register(to: "sip:alice@example.org", from: "sip:edge@example.org");

        Assert.Equal((Verdict.Continue, "alice@example.org"), (register.Verdict, $"{register.AuthenticatedAs}"));
    }

    [Fact]
    public void Credentials_for_us_are_taken_off_all_the_same()
    {
        _scene.Trusted.Clear();
        var answer = new DigestClient().Answer(_scene.InviteChallenge(), "INVITE");
        _scene.Trusted.Add("192.0.2.7");

        Assert.DoesNotContain("Proxy-Authorization", _scene.Invite(answer).SentOn(), StringComparison.Ordinal);
    }
}
