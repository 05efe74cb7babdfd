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
}
