namespace Rouse.Push.Apns;

/// <summary>
/// Pushes through Apple's service, over HTTP/2, one connection per environment. 410 is a dead token if Apple says so of the time since the
/// token came; 429, 5xx, resets and silence are tried again until the deadline, a sick or silent connection is replaced.
/// </summary>
public sealed class ApnsProvider : IPushProvider, IDisposable
{
    private readonly ApnsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ApnsCredentials _credentials;
    private readonly ApnsTokens? _ownTokens;
    private readonly ApnsServer _production;
    private readonly ApnsServer _development;
    private readonly ApnsTokenEnvironments _environments = new();

    /// <param name="settings">Must be valid (<see cref="ApnsSettings.Validate"/>).</param>
    /// <param name="time">Clock of deadlines, timeouts, retries and provider tokens.</param>
    /// <param name="tokens">Shared by all providers that may have the same key; null: this one's own.</param>
    /// <exception cref="ArgumentException">Tells everything that is wrong with the settings.</exception>
    public ApnsProvider(ApnsSettings settings, TimeProvider time, ApnsTokens? tokens = null)
        : this(settings, time, tokens, Random.Shared.NextDouble)
    {
    }

    internal ApnsProvider(ApnsSettings settings, TimeProvider time, ApnsTokens? tokens, Func<double> jitter)
    {
        var errors = new List<string>();
        _credentials = ApnsCredentials.Load(settings, errors) ?? throw new ArgumentException(string.Join("; ", errors), nameof(settings));
        _settings = settings;
        _time = time;
        _ownTokens = tokens is null ? new ApnsTokens(time) : null;
        var providerToken = _credentials.TakeKey() is { } key ? (tokens ?? _ownTokens!).Of(settings.TeamId!, settings.KeyId!, key) : null;
        _production = ServerAt("production", settings.ProductionServer);
        _development = settings.DevelopmentServer == _production.Url ? _production : ServerAt("development", settings.DevelopmentServer);

        ApnsServer ServerAt(string environment, Uri url) =>
            new(environment, url, settings.Limits, _credentials, providerToken, time, jitter);
    }

    /// <inheritdoc/>
    public PushLoad? Load => _production == _development ? _production.Load : _production.Load + _development.Load;

    /// <inheritdoc/>
    public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (ApnsPush.Create(message, _settings, _time.GetUtcNow(), out var refusal) is not { } push)
            return refusal!;

        var start = _time.GetTimestamp();
        var first = ServerOf(message);
        var outcome = await first.SendAsync(push, deadline, cancellation);
        if (!push.IsUnknownToken || _settings.Environment != ApnsEnvironment.Both || _production == _development)
            return outcome;

        var other = first == _production ? _development : _production;
        var second = await other.SendAsync(push, deadline - _time.GetElapsedTime(start), cancellation);
        if (second.Verdict == PushVerdict.Accepted)
            _environments.Note(message.Token, other);
        else if (second.Verdict == PushVerdict.DeadToken)
            _environments.Forget(message.Token);
        // A key for one environment only says nothing of the token.
        return (second.IsConfigurationError ? outcome : second) with { Attempts = outcome.Attempts + second.Attempts };
    }

    /// <summary>Ends what is under way (as failed) and closes the connections.</summary>
    public void Dispose()
    {
        _production.Dispose();
        _development.Dispose();
        _ownTokens?.Dispose();
        _credentials.Dispose();
    }

    private ApnsServer ServerOf(PushMessage message)
    {
        if (_environments.Of(message.Token) is { } known)
            return known;
        var isDevelopment = _settings.Environment == ApnsEnvironment.Development
            || message.Provider.Equals("apns.dev", StringComparison.OrdinalIgnoreCase);
        return isDevelopment ? _development : _production;
    }
}
