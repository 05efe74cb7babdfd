using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

public sealed class ApnsCertificateTests
{
    [Fact]
    public async Task Certificate_stands_in_for_the_provider_token()
    {
        await using var scene = await ApnsScene.Start();

        Assert.Equal((200, ""), await Send(scene, scene.Server.IssueCertificate(scene.App), push => push["authorization"] = null));
    }

    [Fact]
    public async Task Provider_token_beside_a_certificate_is_not_looked_at()
    {
        await using var scene = await ApnsScene.Start();

        Assert.Equal(
            (200, ""), await Send(scene, scene.Server.IssueCertificate(scene.App), push => push["authorization"] = "bearer a.b.c"));
    }

    [Fact]
    public async Task Certificate_is_for_the_topics_of_its_app()
    {
        await using var scene = await ApnsScene.Start();
        var other = Register(scene, "OTHERAPP12", ApnsEnvironment.Both, ApnsScene.OtherBundleId);

        Assert.Equal((400, "TopicDisallowed"), await Send(scene, scene.Server.IssueCertificate(other)));
    }

    [Theory]
    [InlineData(ApnsEnvironment.Both, 200, "")]
    [InlineData(ApnsEnvironment.Production, 200, "")]
    [InlineData(ApnsEnvironment.Development, 403, "BadCertificateEnvironment")]
    public async Task Certificate_of_one_environment_is_refused_in_the_other(ApnsEnvironment environments, int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        var app = Register(scene, "ENVIRONM12", environments, ApnsScene.BundleId);

        Assert.Equal((status, reason), await Send(scene, scene.Server.IssueCertificate(app)));
    }

    [Fact]
    public async Task Certificate_of_a_stranger_is_bad_even_with_a_good_provider_token()
    {
        await using var scene = await ApnsScene.Start();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            (403, "BadCertificate"), await Send(scene, $"{stranger.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}"));
    }

    [Fact]
    public async Task Sender_without_both_is_told_of_the_token()
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        push["authorization"] = null;

        Assert.Equal((403, "MissingProviderToken"), (await scene.Send(push)).Result);
    }

    private static ApnsApp Register(ApnsScene scene, string keyId, ApnsEnvironment environments, string bundleId) =>
        scene.Server.RegisterApns(new()
        {
            TeamId = ApnsScene.Team,
            KeyId = keyId,
            BundleIds = [bundleId],
            Environments = environments,
        });

    private static async Task<(int Status, string Reason)> Send(ApnsScene scene, string pem, Action<ApnsPush>? change = null)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);
        using var client = TrustingClient.For(scene.Server, certificate: certificate);
        var push = scene.Alert();
        change?.Invoke(push);
        return (await scene.Send(push, client)).Result;
    }
}
