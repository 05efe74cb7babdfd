using System.Collections.Concurrent;

namespace Rouse.Push.Apns;

/// <summary>
/// The tokens that turned out to be known in the other environment, so that they are not asked about twice at every call.
/// </summary>
internal sealed class ApnsTokenEnvironments
{
    // A developer has a handful; beyond this many, own decision, a token costs one request more.
    private const int MaxTokens = 10_000;

    private readonly ConcurrentDictionary<string, ApnsServer> _servers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the token was last taken, if that was not where it was asked first.</summary>
    public ApnsServer? Of(string token) => _servers.TryGetValue(token, out var server) ? server : null;

    public void Note(string token, ApnsServer server)
    {
        if (_servers.Count < MaxTokens || _servers.ContainsKey(token))
            _servers[token] = server;
    }

    public void Forget(string token) => _servers.TryRemove(token, out _);
}
