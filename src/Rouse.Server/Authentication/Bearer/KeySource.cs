using System.Security.Cryptography.X509Certificates;

namespace Rouse.Server.Authentication.Bearer;

/// <summary>
/// Keys from a file, or by https from the authorization server: one connection for each fetch, because there are 15 minutes between two.
/// </summary>
sealed class KeySource : IKeySource
{
    /// <summary>Own decision: the sets of large servers have some ten kilobytes.</summary>
    const int MostBytes = 1 << 20;

    public async Task<string> ReadAsync(BearerOptions options, CancellationToken cancellation)
    {
        if (!IsUrl(options.Keys))
            return await File.ReadAllTextAsync(options.Keys, cancellation);
        using var client = new HttpClient(CreateHandler(options.Authority)) { MaxResponseContentBufferSize = MostBytes };
        return await client.GetStringAsync(new Uri(options.Keys), cancellation);
    }

    /// <summary>Whether keys are fetched; else they are in a file.</summary>
    public static bool IsUrl(string keys) => keys.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // A redirect could lead anywhere.
    static SocketsHttpHandler CreateHandler(string? authority)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (authority == null)
            return handler;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        handler.SslOptions.CertificateChainPolicy = policy;
        return handler;
    }
}
