using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Transport;

/// <summary>A certificate with its key and the certificates that lead to its authority, ready for handshakes.</summary>
sealed class TlsCertificate
{
    TlsCertificate(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        Leaf = leaf;
        // Offline: what is missing in the file is not looked for on the network. Kept for all handshakes: sessions resume by it.
        Context = SslStreamCertificateContext.Create(leaf, others, offline: true);
    }

    public X509Certificate2 Leaf { get; }

    public SslStreamCertificateContext Context { get; }

    public DateTimeOffset NotBefore => new(Leaf.NotBefore.ToUniversalTime());

    public DateTimeOffset NotAfter => new(Leaf.NotAfter.ToUniversalTime());

    /// <summary>The names that it is good for; its subject if it lists none.</summary>
    public IReadOnlyList<string> Names =>
        Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
            && names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())).ToList()
                is { Count: > 0 } listed
            ? listed
            : [Leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];

    /// <summary>Reads a pair; null with a fault that begins with the setting that it is about.</summary>
    public static TlsCertificate? Load(TlsPair pair, DateTimeOffset now, out string? fault)
    {
        if (Read("certificate", pair.Certificate, out fault) is not { } certificates || Read("key", pair.Key, out fault) is not { } key)
            return null;
        var loaded = Join(pair, certificates, key, out fault);
        fault ??= loaded!.NotAfter <= now ? $"certificate {pair.Certificate} has expired on {Day(loaded.NotAfter)}; renew it"
            : loaded.NotBefore > now ? $"certificate {pair.Certificate} is not valid before {Day(loaded.NotBefore)}; is the clock right?"
            : null;
        return fault == null ? loaded : null;
    }

    static TlsCertificate? Join(TlsPair pair, string certificates, string key, out string? fault)
    {
        fault = null;
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificates);
        }
        // A certificate that is broken, or none.
        catch (CryptographicException)
        {
            chain.Clear();
        }
        if (chain.Count == 0)
        {
            fault = $"certificate {pair.Certificate} is not PEM, such as fullchain.pem of certbot";
            return null;
        }
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(certificates, key);
            // Through PKCS #12, because Windows serves TLS only with a key that it has stored.
            var stored = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            chain.RemoveAt(0);
            return new TlsCertificate(stored, chain);
        }
        // Nothing of a key's text is repeated in a message.
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            fault = ExplainKey(pair, key);
            return null;
        }
    }

    static string ExplainKey(TlsPair pair, string key) =>
        key.Contains("ENCRYPTED", StringComparison.Ordinal)
            ? $"key {pair.Key} has a password; write it without one: openssl pkey -in {pair.Key} -out FILE"
            : !key.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? $"key {pair.Key} is not a private key in PEM"
            : $"key {pair.Key} is not the one of certificate {pair.Certificate}";

    static string? Read(string setting, string path, out string? fault)
    {
        try
        {
            fault = null;
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var isMissing = failure is FileNotFoundException or DirectoryNotFoundException;
            fault = $"{setting} {path} cannot be read: {(isMissing ? "there is no such file" : failure.Message)}";
            return null;
        }
    }

    static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
