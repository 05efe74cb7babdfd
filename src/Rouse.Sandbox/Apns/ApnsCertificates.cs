using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Sandbox.Apns;

/// <summary>
/// The client certificates that were given out ("Establishing a certificate-based connection to APNs"): who shows one needs no provider
/// token, and may push to the bundle ids that it is for.
/// </summary>
internal sealed class ApnsCertificates
{
    private readonly ConcurrentDictionary<string, ApnsApp> _apps = new(StringComparer.Ordinal);

    /// <summary>A certificate for all bundle ids of the app, with its private key, as PEM.</summary>
    public string Issue(ApnsApp app)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Apple Push Services: {app.Settings.TeamId}", key, HashAlgorithmName.SHA256);
        // As the sandbox's own: good on any clock of a test.
        var end = new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, end);
        _apps[certificate.Thumbprint] = app;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    public ApnsRefusal? Check(X509Certificate2 certificate, ApnsEnvironment environment, out ApnsApp? app)
    {
        if (!_apps.TryGetValue(certificate.Thumbprint, out app))
            return ApnsRefusal.Forbidden("BadCertificate");
        return app.Settings.Environments.HasFlag(environment) ? null : ApnsRefusal.Forbidden("BadCertificateEnvironment");
    }
}
