using System.Collections.Concurrent;
using Rouse.Push;

namespace Rouse.Server.Push;

/// <summary>
/// What an operator must change: refusals that blame the credentials of an app and not a token. Each cause is told once, and again only
/// after a push of that app was taken.
/// </summary>
sealed class AppErrors
{
    /// <summary>Causes of one app that are told; own decision: a provider that invents more must not fill the log.</summary>
    const int MaxCauses = 20;

    readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _causes = new();

    /// <summary>Takes note of an outcome; true when it has a cause that is to be told.</summary>
    public bool Note(PushApp app, PushOutcome outcome)
    {
        if (outcome.Verdict == PushVerdict.Accepted)
            _causes.TryRemove(app.Name, out _);
        if (!outcome.IsConfigurationError)
            return false;
        var causes = _causes.GetOrAdd(app.Name, static _ => new());
        return causes.Count < MaxCauses && causes.TryAdd(outcome.Reason, 0);
    }

    /// <summary>The app's configuration has changed: what was wrong may be right now.</summary>
    public void Forget(PushApp app) => _causes.TryRemove(app.Name, out _);

    /// <summary>Why the provider refuses every push of an app; null when it does not.</summary>
    public string? Of(PushApp app) => _causes.TryGetValue(app.Name, out var causes) ? causes.Keys.FirstOrDefault() : null;
}
