using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rouse.Push.Delivery;

namespace Rouse.Push.Apns;

/// <summary>What the settings name, read and checked.</summary>
internal sealed class ApnsCredentials : IDisposable
{
    private const string PemMark = "-----BEGIN";

    // NIST P-256: ES256 knows no other curve (RFC 7518 §3.4).
    private const string P256 = "1.2.840.10045.3.1.7";

    private ECDsa? _key;
    private X509Certificate2? _certificate;

    /// <summary>What we show in the TLS handshake; null with a key.</summary>
    public SslStreamCertificateContext? Certificate { get; private set; }

    public X509Certificate2Collection? Authorities { get; private init; }

    /// <summary>Reads them; null, and all that is wrong in <paramref name="errors"/>, if they cannot be used.</summary>
    public static ApnsCredentials? Load(ApnsSettings settings, List<string> errors)
    {
        settings.Check(errors);
        var loaded = new ApnsCredentials { Authorities = SecretText.ReadAuthorities(settings.Authority, errors) };
        if (settings.Key is not null)
            loaded._key = LoadKey(settings.Key, errors);
        else if (settings.Certificate is not null)
            loaded.LoadCertificate(settings.Certificate, settings.CertificatePassword, errors);
        if (errors.Count == 0)
            return loaded;
        loaded.Dispose();
        return null;
    }

    /// <summary>What signs provider tokens, from now on the caller's; null with a certificate.</summary>
    public ECDsa? TakeKey()
    {
        var key = _key;
        _key = null;
        return key;
    }

    public void Dispose()
    {
        _key?.Dispose();
        _certificate?.Dispose();
    }

    private static ECDsa? LoadKey(string setting, List<string> errors)
    {
        if (SecretText.Read("key", setting, PemMark, errors) is not { } pem)
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(true).Curve.Oid.Value == P256)
                return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // Nothing of a key's text is repeated in a message.
        }
        key.Dispose();
        errors.Add("key is not a private key for ES256, as in Apple's .p8 files");
        return null;
    }

    private void LoadCertificate(string setting, string? password, List<string> errors)
    {
        try
        {
            _certificate = ReadCertificate(setting, password);
            if (_certificate.HasPrivateKey)
                Certificate = SslStreamCertificateContext.Create(_certificate, null, offline: true);
            else
                errors.Add("certificate has no private key beside it");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add($"certificate cannot be read: {error.Message}");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            errors.Add("certificate is neither PEM with a private key nor PKCS #12, or its password is wrong");
        }
    }

    private static X509Certificate2 ReadCertificate(string setting, string? password)
    {
        var text = setting.TrimStart().StartsWith(PemMark, StringComparison.Ordinal) ? setting : null;
        if (text is null)
        {
            var octets = File.ReadAllBytes(setting);
            if (octets.AsSpan().IndexOf("-----BEGIN"u8) < 0)
                return X509CertificateLoader.LoadPkcs12(octets, password);
            text = System.Text.Encoding.UTF8.GetString(octets);
        }
        return password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, password);
    }
}
