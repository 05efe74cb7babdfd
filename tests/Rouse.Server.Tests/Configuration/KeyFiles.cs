using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Rouse.Server.Tests.Authentication;

namespace Rouse.Server.Tests.Configuration;

/// <summary>The files of credentials as Apple and Google give them out, with keys that belong to nobody.</summary>
static class KeyFiles
{
    static readonly Lazy<string> Account = new(MakeAccount);

    /// <summary>A .p8 file.</summary>
    public static string Key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A service account's JSON.</summary>
    public static string ServiceAccount() => Account.Value;

    /// <summary>Writes all that <see cref="EveryKey.Text"/> names.</summary>
    public static void WriteEverything(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UnixEpoch;
        using var certificate = new CertificateRequest("CN=org.example.other", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now, now.AddYears(100));
        folder.Write("accounts.db", "");
        folder.Write("AuthKey.p8", key.ExportPkcs8PrivateKeyPem());
        folder.Write("authority.pem", certificate.ExportCertificatePem());
        folder.Write("servers.pem", certificate.ExportCertificatePem());
        foreach (var name in (string[])["first", "second"])
        {
            folder.Write(name + ".pem", certificate.ExportCertificatePem());
            folder.Write(name + ".key", key.ExportPkcs8PrivateKeyPem());
        }
        folder.Write("firebase.json", ServiceAccount());
        folder.Write("keys.json", new TokenServer().Keys);
        folder.Write("records.txt", "sip:fax@example.org <sip:fax@192.0.2.30>\n");
        File.WriteAllBytes(folder["other.p12"], certificate.Export(X509ContentType.Pkcs12, "secret"));
    }

    static string MakeAccount()
    {
        using var key = RSA.Create(2048);
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["project_id"] = "example-phone",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = "push@example-phone.iam.gserviceaccount.com",
        });
    }
}
