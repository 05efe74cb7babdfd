using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Authentication.Certificates;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Authentication;

/// <summary><c>[auth]</c>: who may register and call.</summary>
public sealed record AuthenticationOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Path of the users file; null is <c>users.txt</c> in the data folder, made at the first start, and none with <see cref="Sql"/>.
    /// </summary>
    public string? Users { get; init; }

    /// <summary>Accounts from a database; null is none.</summary>
    public SqlOptions? Sql { get; init; }

    /// <summary>How users may prove who they are, best first. Passwords alone is the default: the others need more settings.</summary>
    public IReadOnlyList<AuthenticationMethod> Methods { get; init; } = [AuthenticationMethod.Digest];

    /// <summary>Methods that differ from <see cref="Methods"/>, by domain.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AuthenticationMethod>> DomainMethods { get; init; } =
        new Dictionary<string, IReadOnlyList<AuthenticationMethod>>();

    /// <summary>Of <see cref="AuthenticationMethod.Certificate"/>.</summary>
    public CertificateOptions Certificate { get; init; } = new();

    /// <summary>Of <see cref="AuthenticationMethod.Bearer"/>.</summary>
    public BearerOptions Bearer { get; init; } = new();

    /// <summary>By domain, in the place of <see cref="Bearer"/> as a whole: another authorization server.</summary>
    public IReadOnlyDictionary<string, BearerOptions> DomainBearer { get; init; } = new Dictionary<string, BearerOptions>();

    /// <summary>
    /// What is offered, best first. MD5 alone is the default: some clients fail on any SHA-256 challenge (baresip 1.0.0), and liblinphone
    /// answers the first.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; init; } = ["MD5"];

    /// <summary>Offers that differ from <see cref="Algorithms"/>, by domain.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> DomainAlgorithms { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Life of a nonce; 1 h as Flexisip's <c>nonce-expires</c>.</summary>
    public TimeSpan NonceExpires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether requests to our users from a From outside our domains are accepted.</summary>
    public bool AcceptStrangers { get; init; }

    /// <summary>The methods of a domain, best first.</summary>
    public IReadOnlyList<AuthenticationMethod> MethodsOf(string domain) => DomainMethods.GetValueOrDefault(domain, Methods);

    /// <summary>Whether a user of the domain may have no account with us.</summary>
    public bool HasAccountsElsewhere(string domain)
    {
        var methods = MethodsOf(domain);
        for (var i = 0; i < methods.Count; i++)
        {
            if (methods[i] != AuthenticationMethod.Digest)
                return true;
        }
        return false;
    }

    /// <summary>Whether users of some domain may come with a token.</summary>
    public bool TakesTokens =>
        Methods.Contains(AuthenticationMethod.Bearer)
        || (DomainMethods.Count > 0 && DomainMethods.Values.Any(static methods => methods.Contains(AuthenticationMethod.Bearer)));

    public BearerOptions BearerOf(string domain) => DomainBearer.GetValueOrDefault(domain, Bearer);
}

/// <summary>How a user proves who it is.</summary>
public enum AuthenticationMethod : byte
{
    /// <summary>A password (RFC 3261 §22, RFC 7616).</summary>
    Digest,

    /// <summary>The certificate of the TLS connection.</summary>
    Certificate,

    /// <summary>An access token of an authorization server (RFC 8898).</summary>
    Bearer,
}
