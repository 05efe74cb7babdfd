namespace Rouse.Sandbox.Apns;

/// <summary>
/// The provider token of one connection: Apple wants one key per connection, a token between 0 and 60 minutes old and a new one
/// not more often than every 20 minutes.
/// </summary>
internal sealed class ApnsAuthorization
{
    private const long MaxAgeSeconds = 3600;
    private static readonly TimeSpan MinRenewal = TimeSpan.FromMinutes(20);
    private const string Scheme = "bearer ";

    private readonly Lock _lock = new();
    private ApnsApp? _app;
    private string? _token;
    private long _issuedAt;
    private DateTimeOffset _since;

    /// <summary>Judges the header <c>authorization</c>; <paramref name="app"/> is set if it is good.</summary>
    public ApnsRefusal? Check(string? header, ApnsKeys keys, ApnsEnvironment environment, DateTimeOffset now, out ApnsApp? app)
    {
        app = null;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length == Scheme.Length)
            return ApnsRefusal.Forbidden("MissingProviderToken");
        var text = header[Scheme.Length..];
        lock (_lock)
        {
            var refusal = text == _token ? CheckAge(_issuedAt, now) : Change(text, keys, environment, now);
            app = refusal is null ? _app : null;
            return refusal;
        }
    }

    /// <summary>A client that was told ExpiredProviderToken may come with a new one at once.</summary>
    public void Forget()
    {
        lock (_lock)
            _token = null;
    }

    private ApnsRefusal? Change(string text, ApnsKeys keys, ApnsEnvironment environment, DateTimeOffset now)
    {
        if (keys.Verify(text, out var issuedAt) is not { } app)
            return ApnsRefusal.Forbidden("InvalidProviderToken");
        if (!app.Settings.Environments.HasFlag(environment))
            return ApnsRefusal.Forbidden("BadEnvironmentKeyIdInToken");
        if (_app is not null && _app != app)
            return ApnsRefusal.Forbidden("UnrelatedKeyIdInToken");
        if (CheckAge(issuedAt, now) is { } expired)
            return expired;
        if (_token is not null && now - _since < MinRenewal)
            return new(429, "TooManyProviderTokenUpdates");
        (_app, _token, _issuedAt, _since) = (app, text, issuedAt, now);
        return null;
    }

    private static ApnsRefusal? CheckAge(long issuedAt, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        // Not as a difference: the number is a stranger's and may be anything.
        return issuedAt < seconds - MaxAgeSeconds || issuedAt > seconds ? ApnsRefusal.Forbidden("ExpiredProviderToken") : null;
    }
}
