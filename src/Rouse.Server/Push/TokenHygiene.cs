using System.Collections.Concurrent;
using Rouse.Push;
using Rouse.Server.Location;

namespace Rouse.Server.Push;

/// <summary>
/// Which tokens are not worth another push. A refused token rests until its phone registers again. When the first five distinct tokens of
/// an app are all refused, it is the configuration that is wrong: then nothing is marked.
/// </summary>
sealed class TokenHygiene(TimeProvider time)
{
    /// <summary>So many refusals in a row, and no acceptance, blame the configuration and not the tokens.</summary>
    const int SuspiciousTokens = 5;

    /// <summary>Phones choose the names of their apps; of more than any operator has nothing is remembered.</summary>
    const int MaxApps = 1_000;

    /// <summary>A token beyond them is pushed again and refused again; own decision, 10 MB.</summary>
    const int MaxMarks = 100_000;

    readonly ConcurrentDictionary<(ulong BindingId, string Token), Mark> _refused = new();
    readonly ConcurrentDictionary<(string Provider, string Param), App> _apps = new();

    /// <summary>Why and when a token of a binding was refused; null when it was not, or its phone has registered since.</summary>
    public TokenRefusal? RefusalOf(Binding binding, string token)
    {
        if (!_refused.TryGetValue((binding.Id, token), out var mark))
            return null;
        if (mark.ReceiveNumber >= binding.ReceiveNumber)
            return new TokenRefusal(mark.Reason, time.GetElapsedTime(mark.At));
        _refused.TryRemove(new((binding.Id, token), mark));
        return null;
    }

    /// <summary>Takes note of an outcome; true when it is now the app's configuration that must be wrong (told once per app).</summary>
    public bool Note(Binding binding, PushMessage message, PushOutcome outcome)
    {
        // What refuses every push says nothing of this token.
        if (outcome.Verdict == PushVerdict.Failed || outcome.IsConfigurationError)
            return false;
        var app = AppOf(message);
        lock (app)
        {
            if (outcome.Verdict != PushVerdict.Refused)
            {
                app.Works();
                _refused.TryRemove((binding.Id, message.Token), out _);
                return false;
            }
            if (app.IsSuspicious)
                return false;
            if (app.IsFirstRefused(message.Token, binding.Id) && app.FirstRefused.Count == SuspiciousTokens)
            {
                app.IsSuspicious = true;
                foreach (var (token, bindingId) in app.FirstRefused)
                    _refused.TryRemove((bindingId, token), out _);
                return true;
            }
            if (_refused.Count < MaxMarks)
            {
                var at = time.GetTimestamp();
                _refused[(binding.Id, message.Token)] = new Mark(
                    binding.ReceiveNumber, outcome.Reason, at, message.Provider, message.Param);
            }
            return false;
        }
    }

    /// <summary>The configuration of some apps has changed: a token that was refused may be right now.</summary>
    /// <param name="hasChanged">Told the <c>pn-provider</c> and <c>pn-param</c> of an app.</param>
    public void Forget(Func<string, string, bool> hasChanged)
    {
        foreach (var (provider, param) in _apps.Keys.Where(app => hasChanged(app.Provider, app.Param)))
            _apps.TryRemove((provider, param), out _);
        foreach (var (key, mark) in _refused.Where(mark => hasChanged(mark.Value.Provider, mark.Value.Param)))
            _refused.TryRemove(new(key, mark));
    }

    App AppOf(PushMessage message)
    {
        var name = (message.Provider, message.Param);
        return _apps.TryGetValue(name, out var app) ? app : _apps.Count < MaxApps ? _apps.GetOrAdd(name, static _ => new App()) : new App();
    }

    sealed record Mark(long ReceiveNumber, string Reason, long At, string Provider, string Param);

    /// <summary>What is known of an app since its configuration changed; used under its own lock.</summary>
    sealed class App
    {
        bool _works;

        /// <summary>Its first tokens were all refused.</summary>
        public bool IsSuspicious { get; set; }

        /// <summary>Token and binding of each refusal before the first token that was taken.</summary>
        public Dictionary<string, ulong> FirstRefused { get; } = [];

        public void Works()
        {
            _works = true;
            IsSuspicious = false;
            FirstRefused.Clear();
        }

        public bool IsFirstRefused(string token, ulong bindingId)
        {
            if (_works)
                return false;
            FirstRefused[token] = bindingId;
            return true;
        }
    }
}

/// <param name="Reason">The provider's words.</param>
/// <param name="Age">How long ago they were heard.</param>
readonly record struct TokenRefusal(string Reason, TimeSpan Age);
