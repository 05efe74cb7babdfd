using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Testing;

/// <summary>An authority that lives as long as a test: a root, and an intermediate that signs certificates.</summary>
sealed class TestAuthority : IDisposable
{
    /// <summary>Of everything that needs no other: before the clocks of tests, and long behind them.</summary>
    static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Last = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly X509Certificate2 _intermediate;

    public TestAuthority(string name = "Test")
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority($"CN={name} Root", rootKey).CreateSelfSigned(First, Last);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Authority($"CN={name} Intermediate", key).Create(Root, First, Last, Serial());
        _intermediate = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public string RootPem => Root.ExportCertificatePem();

    /// <summary>A certificate for names, addresses and <c>sip:</c> URIs, in PEM with its intermediate, and its key.</summary>
    public (string Chain, string Key) Issue(params string[] names) => Issue(First, Last, names);

    public (string Chain, string Key) Issue(DateTimeOffset from, DateTimeOffset until, params string[] names) =>
        Issue(names[0], from, until, names);

    /// <summary>With a subject only, as before names were listed (RFC 2818 §3.1).</summary>
    public (string Chain, string Key) IssueWithoutNames(string subject) => Issue(subject, First, Last, []);

    (string Chain, string Key) Issue(string subject, DateTimeOffset from, DateTimeOffset until, string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(key, subject, from, until, names);
        return ($"{certificate.ExportCertificatePem()}\n{_intermediate.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Writes such a pair as <c>NAME.pem</c> and <c>NAME.key</c>.</summary>
    public void Write(string folder, string name, params string[] names) => Write(folder, name, Issue(names));

    public static void Write(string folder, string name, (string Chain, string Key) pair)
    {
        File.WriteAllText(Path.Combine(folder, name + ".pem"), pair.Chain);
        File.WriteAllText(Path.Combine(folder, name + ".key"), pair.Key);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, name + ".key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The certificate and key of a phone.</summary>
    public X509Certificate2 IssueToPhone(string name, params string[] more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(key, name, First, Last, [name, .. more]);
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What a phone sends beside its certificate.</summary>
    public X509Certificate2 Intermediate => _intermediate;

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
    }

    X509Certificate2 Sign(ECDsa key, string subject, DateTimeOffset from, DateTimeOffset until, string[] names)
    {
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else if (name.StartsWith("sip", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal))
                alternatives.AddUri(new Uri(name));
            else
                alternatives.AddDnsName(name);
        }
        if (names.Length > 0)
            request.CertificateExtensions.Add(alternatives.Build());
        return request.Create(_intermediate, from, until, Serial());
    }

    static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request;
    }

    static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(8)];
}
