using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Rouse.Server.Authentication.Bearer;

/// <summary>
/// The public keys of one authorization server (RFC 7517). Fetched before the first token, then beside the tokens when they have grown old,
/// and once more when a token names a key that is not there, because the server has changed its keys. While they cannot be fetched, or
/// there is none among them that serves, the former ones do.
/// </summary>
/// <param name="source">Gives the JWK Set as text.</param>
/// <param name="options">How old they may be, how long is waited.</param>
/// <param name="time">Clock of both.</param>
/// <param name="log">One line when they cannot be fetched.</param>
sealed class KeySet(Func<CancellationToken, Task<string>> source, BearerOptions options, TimeProvider time, ILogger log)
{
    /// <summary>
    /// Between two attempts for unknown keys or after a failure: whoever makes up names of keys costs the server no more than that. Own
    /// decision.
    /// </summary>
    public static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    volatile KeysAtTime? _current;
    Task? _fetching;
    long _triedAt;
    bool _hasTried;

    /// <summary>
    /// The keys, among them <paramref name="keyId"/> if the server knows it; null when there are none because it does not answer. Ends at
    /// once when they are here.
    /// </summary>
    /// <param name="keyId"><c>kid</c> of a token; null when it names none.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>?> GetAsync(string? keyId)
    {
        var current = _current;
        if (current == null || (keyId != null && !current.Has(keyId)))
            await FetchAsync();
        else if (time.GetElapsedTime(current.At) >= options.Refresh)
            _ = FetchAsync();
        return _current?.Keys;
    }

    Task FetchAsync()
    {
        lock (_lock)
        {
            if (_fetching is { IsCompleted: false } underWay)
                return underWay;
            if (_hasTried && time.GetElapsedTime(_triedAt) < LeastInterval)
                return Task.CompletedTask;
            (_hasTried, _triedAt) = (true, time.GetTimestamp());
            return _fetching = TryFetchAsync();
        }
    }

    async Task TryFetchAsync()
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        try
        {
            var text = await source(deadline.Token).WaitAsync(deadline.Token);
            SecurityKey[] keys = [.. new JsonWebKeySet(text).GetSigningKeys().Where(TokenSignature.CanBeOf)];
            if (keys.Length > 0)
                _current = new KeysAtTime(keys, time.GetTimestamp());
            else
                BearerLog.NoKeys(log, options.Keys);
        }
        // What a library, a file or a server can fail with is nowhere written down; whatever it is, the former keys serve.
        catch (Exception failure)
        {
            BearerLog.NotFetched(log, options.Keys, failure is OperationCanceledException ? "no answer in time" : failure.Message);
        }
    }

    sealed record KeysAtTime(IReadOnlyList<SecurityKey> Keys, long At)
    {
        public bool Has(string keyId) => Keys.Any(key => key.KeyId == keyId);
    }
}

static partial class BearerLog
{
    [LoggerMessage(21, LogLevel.Warning, "keys of [auth.bearer] cannot be had from {Keys}: {Why}; the former ones serve, if there are any")]
    public static partial void NotFetched(ILogger log, string keys, string why);

    [LoggerMessage(23, LogLevel.Error, "a token could not be checked")]
    public static partial void CheckFailed(ILogger log, Exception failure);

    [LoggerMessage(22, LogLevel.Warning, "{Keys} has no key that signs tokens; the former ones serve, if there are any")]
    public static partial void NoKeys(ILogger log, string keys);
}
