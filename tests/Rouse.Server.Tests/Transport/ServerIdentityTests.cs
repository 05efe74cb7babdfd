using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

/// <summary>RFC 5922 §7.1, §7.2.</summary>
public sealed class ServerIdentityTests
{
    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("EXAMPLE.com", "example.COM.", true)]
    [InlineData("sip.example.com", "example.com", false)]
    [InlineData("example.com", "sip.example.com", false)]
    [InlineData("*.example.com", "sip.example.com", false)]
    [InlineData("other.example sip:example.com", "example.com", true)]
    [InlineData("example.com sip:other.example", "example.com", false)]
    [InlineData("example.com sip:alice@example.org", "example.com", true)]
    [InlineData("example.com sip:alice@example.org", "example.org", false)]
    [InlineData("a.example sip:b.example sip:c.example", "c.example", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("2001:db8::7", "2001:db8:0::7", true)]
    [InlineData("192.0.2.8", "192.0.2.7", false)]
    [InlineData("example.com", "", false)]
    public void A_certificate_is_of_the_domain_that_it_names(string names, string domain, bool isOf)
    {
        using var authority = new TestAuthority();
        using var certificate = X509Certificate2.CreateFromPem(authority.Issue(names.Split(' ')).Chain);

        Assert.Equal(isOf, ServerIdentity.IsOf(domain, certificate));
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("example.org", false)]
    public void Without_names_its_subject_counts(string domain, bool isOf)
    {
        using var authority = new TestAuthority();
        using var certificate = X509Certificate2.CreateFromPem(authority.IssueWithoutNames("example.com").Chain);

        Assert.Equal(isOf, ServerIdentity.IsOf(domain, certificate));
    }

    // SEQUENCE of the DNS name example.com, and of a URI that is no IA5String, or is cut.
    [Theory]
    [InlineData("300d820b6578616d706c652e636f6d", true)]
    [InlineData("3010820b6578616d706c652e636f6d8601ff", false)]
    [InlineData("300f820b6578616d706c652e636f6d8609", false)]
    [InlineData("820b6578616d706c652e636f6d", false)]
    [InlineData("", false)]
    public void Names_that_cannot_be_read_are_nobodys(string names, bool isOf)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=example.com", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", Convert.FromHexString(names), critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));

        Assert.Equal(isOf, ServerIdentity.IsOf("example.com", certificate));
    }
}
