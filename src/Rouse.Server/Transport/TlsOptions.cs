namespace Rouse.Server.Transport;

/// <summary><c>[tls]</c>: what listeners on <c>tls://</c> show, and what they ask of phones.</summary>
public sealed record TlsOptions
{
    /// <summary>
    /// The pair for every name that has none of its own, and for phones that ask for none; null: nothing is served over TLS.
    /// </summary>
    public TlsPair? Default { get; init; }

    /// <summary>
    /// By the name that the phone asks for (RFC 6066 §3), in lower case; <c>*.example.org</c> stands for one label more.
    /// </summary>
    public IReadOnlyDictionary<string, TlsPair> Names { get; init; } = new Dictionary<string, TlsPair>();

    /// <summary>1.0 and 1.1 must not be used (RFC 8996).</summary>
    public TlsVersion MinVersion { get; init; } = TlsVersion.Tls12;

    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>File of the authorities that may vouch for phones; nobody else may.</summary>
    public string? ClientAuthority { get; init; }

    /// <summary>File of the authorities that may vouch for servers that we connect to, in place of the system's; null: those.</summary>
    public string? ServerAuthority { get; init; }
}

/// <param name="Certificate">PEM file: the server's certificate, then those that lead to its authority.</param>
/// <param name="Key">PEM file of its private key.</param>
public sealed record TlsPair(string Certificate = "", string Key = "");

public enum TlsVersion : byte
{
    Tls12,
    Tls13,
}

/// <summary>Whether phones show a certificate in the handshake.</summary>
public enum ClientCertificates : byte
{
    Off,

    /// <summary>One that is shown must be good; none is good, too.</summary>
    Request,

    Require,
}
