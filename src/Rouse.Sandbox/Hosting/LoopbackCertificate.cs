using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Sandbox.Hosting;

/// <summary>A certificate for the loopback addresses that lives as long as its sandbox.</summary>
internal static class LoopbackCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Rouse sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // Its time does not matter, since the key dies with the process: so it holds on any clock of a test.
        var end = new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, end);
        // Through PKCS #12, because Windows serves TLS only with a key that it has stored.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
