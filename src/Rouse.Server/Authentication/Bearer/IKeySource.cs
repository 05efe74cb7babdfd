namespace Rouse.Server.Authentication.Bearer;

/// <summary>Where the public keys of authorization servers are.</summary>
interface IKeySource
{
    /// <summary>The JWK Set as text.</summary>
    /// <param name="options">Say where.</param>
    /// <param name="cancellation">Its deadline.</param>
    /// <exception cref="Exception">Whatever; it is told, and the former keys serve.</exception>
    Task<string> ReadAsync(BearerOptions options, CancellationToken cancellation);
}
