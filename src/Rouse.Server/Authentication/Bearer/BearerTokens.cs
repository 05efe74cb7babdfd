using Microsoft.Extensions.Logging;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Authentication.Bearer;

/// <summary>The checks of all domains: those with the same settings share one, and its keys.</summary>
/// <param name="options"><c>[auth]</c>; a reload keeps the keys of what it does not change.</param>
/// <param name="source">Where the keys are.</param>
/// <param name="time">Clock of keys and tokens.</param>
/// <param name="log">What goes wrong with the keys.</param>
sealed class BearerTokens(Live<AuthenticationOptions> options, IKeySource source, TimeProvider time, ILogger log)
{
    readonly Lock _lock = new();
    readonly Dictionary<BearerOptions, TokenCheck> _checks = [];
    AuthenticationOptions? _known;

    /// <summary>Tells what a token is worth: at once while the keys are here, else from whatever thread.</summary>
    public async Task CheckAsync(string domain, string token, Action<TokenResult> done)
    {
        TokenResult result;
        try
        {
            result = await CheckOf(domain).CheckAsync(token);
        }
        // Whatever the library makes of a stranger's bytes costs this request alone.
        catch (Exception failure)
        {
            BearerLog.CheckFailed(log, failure);
            result = new TokenResult(TokenState.Unavailable, "", "the check failed");
        }
        done(result);
    }

    TokenCheck CheckOf(string domain)
    {
        lock (_lock)
        {
            var present = options.Current;
            if (!ReferenceEquals(_known, present))
                Forget(present);
            _known = present;
            var bearer = present.BearerOf(domain);
            if (!_checks.TryGetValue(bearer, out var check))
                _checks[bearer] = check = new TokenCheck(bearer, KeysOf(bearer), time);
            return check;
        }
    }

    KeySet KeysOf(BearerOptions bearer) => new(cancellation => source.ReadAsync(bearer, cancellation), bearer, time, log);

    void Forget(AuthenticationOptions present)
    {
        foreach (var former in _checks.Keys.ToArray())
        {
            if (former != present.Bearer && !present.DomainBearer.Values.Contains(former))
                _checks.Remove(former);
        }
    }
}
