using Microsoft.Extensions.Logging;
using Rouse.Server;
using Rouse.Server.Transport;

namespace Rouse.Starting;

/// <summary>The certificates at the start: opened where something listens with TLS, and what there is to say of them.</summary>
static class TlsStart
{
    /// <summary>Null where nothing listens with TLS.</summary>
    /// <exception cref="RefusedStartException">A file has changed since the configuration was checked.</exception>
    public static TlsCertificates? Open(ServerOptions options, TimeProvider time, ILoggerFactory logging)
    {
        if (!IsUsed(options))
            return null;
        try
        {
            return TlsCertificates.Open(options.Tls, time, logging.CreateLogger("Tls"));
        }
        catch (ArgumentException failure)
        {
            throw new RefusedStartException($"[tls]: {failure.Message}", failure);
        }
    }

    /// <summary>For the start report: whose certificates are shown, and until when.</summary>
    public static string Describe(TlsCertificates certificates) =>
        string.Join("; ", certificates.All.Select(static shown => $"{string.Join(", ", shown.Names)} until {shown.NotAfter:yyyy-MM-dd}"));

    /// <summary>For the operator, one line each.</summary>
    public static IEnumerable<string> FindWarnings(ServerOptions options, TlsCertificates? certificates)
    {
        if (certificates == null)
            return options.Tls.Default == null ? [] : ["[tls] has a certificate, but nothing in listen begins with tls://"];
        TlsPair[] pairs = [options.Tls.Default!, .. options.Tls.Names.Values];
        var exposed = pairs.Select(static pair => PrivateFile.FindExposure(pair.Key)).OfType<string>().Distinct();
        return [.. exposed, .. FindWrongNames(options.Tls, certificates)];
    }

    // Phones refuse what is not good for the name that they ask for.
    static IEnumerable<string> FindWrongNames(TlsOptions tls, TlsCertificates certificates) =>
        from named in tls.Names
        let certificate = certificates.For(named.Key)
        where !certificate.Leaf.MatchesHostname(named.Key.Replace("*", "any", StringComparison.Ordinal))
        select $"[tls.names] {named.Key}: {named.Value.Certificate} is only good for {string.Join(", ", certificate.Names)}";

    static bool IsUsed(ServerOptions options) => options.Listen.Any(static listen => listen.Transport == SipTransport.Tls);
}
