using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Transport;

public sealed class PeerCertificateTests
{
    const string AlternativeNames = "2.5.29.17";

    [Fact]
    public void Names_of_every_kind_are_read()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueToPhone("Phone.Example.org", "sip:alice@example.org", "sips:bob@example.org", "192.0.2.7");

        var names = PeerCertificate.Of(certificate);

        Assert.Equal(["phone.example.org"], names.DnsNames);
        Assert.Equal(["sip:alice@example.org", "sips:bob@example.org"], names.Uris);
        Assert.Equal(["192.0.2.7"], names.Addresses);
        Assert.Equal("Phone.Example.org", names.CommonName);
    }

    [Fact]
    public void Common_name_counts_as_an_identity_only_without_other_names()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Certificate(key, null);
        using var authority = new TestAuthority();
        using var named = authority.IssueToPhone("phone.example.org");

        Assert.Equal(["trunk"], PeerCertificate.Of(bare).Identities);
        Assert.Equal(["phone.example.org"], PeerCertificate.Of(named).Identities);
    }

    // The authority may have signed what it did not look at.
    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("30820000")]
    [InlineData("3003860161")]
    [InlineData("3004860261")]
    [InlineData("30038601ff")]
    [InlineData("300387013f")]
    [InlineData("0403616263")]
    public void What_cannot_be_read_names_nobody_or_what_could_be(string extension)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key, Convert.FromHexString(extension));

        Assert.True(PeerCertificate.Of(certificate).Uris is [] or ["a"]);
    }

    static X509Certificate2 Certificate(ECDsa key, byte[]? alternativeNames)
    {
        var request = new CertificateRequest("CN=trunk", key, HashAlgorithmName.SHA256);
        if (alternativeNames != null)
            request.CertificateExtensions.Add(new X509Extension(AlternativeNames, alternativeNames, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }
}
