namespace Rouse.Server.Authentication.Bearer;

/// <summary><c>[auth.bearer]</c>: access tokens of an authorization server (RFC 8898), as signed JWTs (RFC 7519).</summary>
public sealed record BearerOptions
{
    /// <summary>https URI that phones are told to get a token from (RFC 8898 §4).</summary>
    public string AuthorizationServer { get; init; } = "";

    /// <summary>What <c>iss</c> must be; null: <see cref="AuthorizationServer"/>.</summary>
    public string? Issuer { get; init; }

    /// <summary>What <c>aud</c> must contain: a token for another service is none for us.</summary>
    public string Audience { get; init; } = "";

    /// <summary>
    /// What <c>typ</c> must be: <c>at+jwt</c> keeps ID tokens out (RFC 9068 §4); null for whatever, as RFC 8898 asks for none.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>https URL or file of its public keys, a JWK Set (RFC 7517 §5).</summary>
    public string Keys { get; init; } = "";

    /// <summary>PEM file: who may vouch for the server of <see cref="Keys"/> in place of the system's authorities.</summary>
    public string? Authority { get; init; }

    /// <summary>The claim that holds the user's SIP URI. No RFC names one; own name.</summary>
    public string IdentityClaim { get; init; } = "sip_uri";

    /// <summary>Words that <c>scope</c> must contain, and that phones are told to ask for (RFC 8898 §4); null for none.</summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Whether a token may come without TLS. No: who overhears it can use it (RFC 8898 §5, RFC 6750 §5.3).
    /// </summary>
    public bool AcceptsPlain { get; init; }

    /// <summary>How old the keys may be before they are asked for again; 15 min as Flexisip's <c>jwks-refresh-delay</c>.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a request waits for keys. 800 ms as for accounts: the phone knows within a second.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>What <c>iss</c> must be.</summary>
    public string ExpectedIssuer => Issuer ?? AuthorizationServer;
}
