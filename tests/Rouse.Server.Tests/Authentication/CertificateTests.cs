using System.Text.RegularExpressions;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Certificates;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

/// <summary>The certificate of a TLS connection in the place of a password.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("sip:alice@example.org")]
    [InlineData("sips:alice@EXAMPLE.org")]
    [InlineData("sip:%61lice@example.org;transport=tls")]
    public void SIP_URI_in_it_proves_its_user(string uri)
    {
        var scene = Scene(Names(uri));

        var register = scene.Register();
        var invite = scene.Invite();

        Assert.Equal((Verdict.Continue, "alice@example.org"), (register.Verdict, $"{register.AuthenticatedAs}"));
        Assert.Equal((Verdict.Continue, "alice@example.org"), (invite.Verdict, $"{invite.AuthenticatedAs}"));
    }

    [Theory]
    [InlineData("sip:bob@example.org")]
    [InlineData("sip:alice@example.net")]
    [InlineData("sip:Alice@example.org")]
    [InlineData("sip:example.org")]
    [InlineData("https://example.org/alice")]
    [InlineData("mailto:alice@example.org")]
    [InlineData("alice@example.org")]
    public void Nobody_else_is_proved_by_it(string uri)
    {
        var register = Scene(Names(uri)).Register();

        Assert.Equal(401, register.Status);
    }

    [Fact]
    public void One_certificate_may_stand_for_several_users()
    {
        var scene = Scene(Names("sip:alice@example.org", "sip:bob@example.org"));

        Assert.Equal(Verdict.Continue, scene.Register().Verdict);
        Assert.Equal(Verdict.Continue, scene.Register(to: "sip:bob@example.org").Verdict);
    }

    [Fact]
    public void Anonymous_caller_is_the_first_of_its_users_who_is_ours()
    {
        var invite = Scene(Names("sip:eve@elsewhere.example", "sip:alice@example.org")).Invite(from: "sip:anonymous@anonymous.invalid");

        Assert.Equal("alice@example.org", $"{invite.AuthenticatedAs}");
    }

    [Fact]
    public void Password_serves_beside_it()
    {
        var scene = Scene(Names("sip:bob@example.org"));

        Assert.Equal(Verdict.Continue, scene.Register(new DigestClient().Answer(scene.RegisterChallenge(), "REGISTER")).Verdict);
    }

    [Fact]
    public void Certificate_of_another_is_refused_at_once_where_the_operator_wants_it()
    {
        var scene = Scene(Names("sip:bob@example.org"), new CertificateOptions { RefusesOthers = true });

        Assert.Equal(403, scene.Register().Status);
        scene.Flow = new FakeFlow(transport: SipTransport.Tls);
        Assert.Equal(401, scene.Register().Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Certificate_of_a_domain_speaks_for_its_users_only_where_the_operator_wants_it(bool covers)
    {
        var expected = covers ? Verdict.Continue : Verdict.Answered;
        var options = new CertificateOptions { CoversDomain = covers };

        Assert.Equal(expected, Scene(Names("sip:example.org"), options).Register().Verdict);
        Assert.Equal(expected, Scene(new([], ["example.org"], [], ""), options).Register().Verdict);
        Assert.Equal(Verdict.Answered, Scene(new([], ["example.net"], [], "example.org"), options).Register().Verdict);
    }

    [Theory]
    [InlineData(@"\.phones\.example\.org$", true)]
    [InlineData(@"\.servers\.example\.org$", false)]
    [InlineData("^sip:alice@", true)]
    [InlineData("^The Phone$", true)]
    public void Required_subject_is_looked_for_in_every_name(string pattern, bool isProved)
    {
        var shown = new PeerCertificate(["sip:alice@example.org"], ["a1.phones.example.org"], ["192.0.2.7"], "The Phone");
        var options = new CertificateOptions { RequiredSubject = new Regex(pattern, RegexOptions.NonBacktracking) };

        Assert.Equal(isProved, Scene(shown, options).Register().Verdict == Verdict.Continue);
    }

    [Fact]
    public void Domain_that_does_not_accept_certificates_asks_for_a_password()
    {
        var scene = new LoginScene(new AuthenticationOptions
        {
            DomainMethods = new Dictionary<string, IReadOnlyList<AuthenticationMethod>>
            {
                ["example.net"] = [AuthenticationMethod.Certificate],
            },
        })
        {
            Flow = new FakeFlow(transport: SipTransport.Tls, certificate: Names("sip:alice@example.org", "sip:alice@example.net")),
        };

        Assert.Equal(401, scene.Register().Status);
        Assert.Equal(Verdict.Continue, scene.Register(to: "sip:alice@example.net").Verdict);
        Assert.Equal(403, scene.Register(to: "sip:carol@example.net").Status);
    }

    static PeerCertificate Names(params string[] uris) => new(uris, [], [], "");

    static LoginScene Scene(PeerCertificate shown, CertificateOptions? options = null) => new(new AuthenticationOptions
    {
        Methods = [AuthenticationMethod.Certificate, AuthenticationMethod.Digest],
        Certificate = options ?? new CertificateOptions(),
    })
    {
        Flow = new FakeFlow(transport: SipTransport.Tls, certificate: shown),
    };
}
