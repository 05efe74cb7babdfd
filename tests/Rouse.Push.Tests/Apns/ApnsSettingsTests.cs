using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rouse.Push.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsSettingsTests
{
    private static readonly ApnsSettings Valid =
        new() { Key = ApnsScene.PemOf(ApnsScene.Key), KeyId = "ABC123DEFG", TeamId = "TEAM123456" };

    [Fact]
    public void Key_with_its_ids_is_enough() => Assert.Empty(Valid.Validate());

    [Fact]
    public void Defaults_are_apples_servers()
    {
        Assert.Equal("https://api.push.apple.com/", Valid.ProductionServer.AbsoluteUri);
        Assert.Equal("https://api.sandbox.push.apple.com/", Valid.DevelopmentServer.AbsoluteUri);
    }

    [Fact]
    public void Replaced_server_is_never_apples_for_development()
    {
        var settings = Valid with { Url = "https://127.0.0.1:1" };

        Assert.Equal(settings.ProductionServer, settings.DevelopmentServer);
    }

    [Fact]
    public void Key_may_be_a_file()
    {
        using var file = new TemporaryFile(Valid.Key!);

        Assert.Empty((Valid with { Key = file.Path }).Validate());
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var errors = new ApnsSettings { Key = "/no/such/file.p8", Url = "ftp://h/", MaxQueue = 0, MaxConcurrency = 0 }.Validate();

        Assert.Equal(6, errors.Count);
        Assert.Contains("key cannot be read", string.Join(';', errors));
    }

    public static TheoryData<string, ApnsSettings> Wrong { get; } = new()
    {
        { "either a key or a certificate", new() },
        { "either a key or a certificate", Valid with { Certificate = "x.p12" } },
        { "key_id must be", Valid with { KeyId = null } },
        { "key_id must be", Valid with { KeyId = "ABC123DEF" } },
        { "key_id must be", Valid with { KeyId = "ABC123DEFGH" } },
        { "team_id must be", Valid with { TeamId = "TEAM 23456" } },
        { "environment must be", Valid with { Environment = (ApnsEnvironment)9 } },
        { "is not a bundle id", Valid with { BundleId = "org.example phone" } },
        { "is not a bundle id", Valid with { BundleId = "" } },
        { "is written without .voip", Valid with { BundleId = "org.example.phone.voip" } },
        { "url must be https", Valid with { Url = "http://push.example.org" } },
        { "url must be an absolute", Valid with { Url = "push.example.org" } },
        { "url may have neither", Valid with { Url = "https://u:p@push.example.org" } },
        { "development_url must be https", Valid with { DevelopmentUrl = "http://192.0.2.1" } },
        { "key is not a private key for ES256", Valid with { Key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" } },
        { "key is not a private key for ES256", Valid with { Key = PemOf(ECCurve.NamedCurves.nistP384) } },
        { "key is not a private key for ES256", Valid with { Key = ApnsScene.Key.ExportSubjectPublicKeyInfoPem() } },
        { "authority holds no PEM", Valid with { Authority = "-----BEGIN nothing" } },
        { "authority cannot be read", Valid with { Authority = "/no/such/file.pem" } },
        { "certificate cannot be read", new() { Certificate = "/no/such/file.p12" } },
        { "certificate is neither", new() { Certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" } },
        { "request timeout", Valid with { RequestTimeout = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Wrong_settings_are_told(string part, ApnsSettings settings)
    {
        var error = Assert.Single(settings.Validate());

        Assert.Contains(part, error);
        Assert.DoesNotContain("BEGIN", error);
    }

    [Fact]
    public void Provider_does_not_begin_with_wrong_settings()
    {
        var error = Assert.Throws<ArgumentException>(() => new ApnsProvider(new(), TimeProvider.System));

        Assert.Contains("either a key or a certificate", error.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8443")]
    [InlineData("http://[::1]:8443/relay")]
    [InlineData("https://push.example.org:2197")]
    public void Server_may_be_replaced(string url) => Assert.Empty((Valid with { Url = url }).Validate());

    [Fact]
    public void Printed_settings_tell_no_key() => Assert.Equal("APNs TEAM123456 Production", Valid.ToString());

    [Theory]
    [InlineData("pem")]
    [InlineData("p12")]
    [InlineData("encrypted.pem")]
    public async Task Certificate_stands_in_for_the_key(string form)
    {
        using var certificate = ScriptedHttp2Server.SelfSigned("127.0.0.9", "phone");
        using var file = new TemporaryFile(ContentOf(certificate, form));
        await using var scene = await ApnsScene.StartAsync(s => s with
        {
            Key = null,
            KeyId = null,
            TeamId = null,
            Certificate = file.Path,
            CertificatePassword = form == "pem" ? null : "secret",
        });
        scene.Server.Then(Http2Steps.Answer(200));

        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);

        var request = await scene.Server.Received();
        Assert.Equal("CN=phone", request.ClientCertificate);
        Assert.DoesNotContain("authorization", request.Headers.Keys);
    }

    [Fact]
    public void Wrong_password_is_told()
    {
        using var certificate = ScriptedHttp2Server.SelfSigned("127.0.0.9", "phone");
        using var file = new TemporaryFile(ContentOf(certificate, "p12"));

        var error = Assert.Single(new ApnsSettings { Certificate = file.Path, CertificatePassword = "wrong" }.Validate());

        Assert.Contains("its password is wrong", error);
    }

    private static byte[] ContentOf(X509Certificate2 certificate, string form)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var text = form switch
        {
            "p12" => null,
            "pem" => certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(),
            _ => certificate.ExportCertificatePem() + "\n" + key.ExportEncryptedPkcs8PrivateKeyPem("secret", encryption),
        };
        return text is null ? certificate.Export(X509ContentType.Pkcs12, "secret") : System.Text.Encoding.ASCII.GetBytes(text);
    }

    private static string PemOf(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
