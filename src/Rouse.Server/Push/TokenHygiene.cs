using System.Collections.Concurrent;
using Rouse.Push;
using Rouse.Server.Location;

namespace Rouse.Server.Push;

/// <summary>
/// Which tokens are not worth another push. A refused token rests until its phone registers again. When the first five distinct tokens of an app are
/// all refused, it is the configuration that is wrong: then nothing is marked.
/// </summary>
sealed class TokenHygiene
{
    /// <summary>So many refusals in a row, and no acceptance, blame the configuration and not the tokens.</summary>
    const int SuspiciousTokens = 5;

    readonly ConcurrentDictionary<ulong, Mark> _refused = new();
    readonly ConcurrentDictionary<(string Provider, string Param), App> _apps = new();

    /// <summary>Why the token of a binding was refused; null when it was not, or its phone has registered since.</summary>
    public string? RefusalOf(Binding binding)
    {
        if (!_refused.TryGetValue(binding.Id, out var mark))
            return null;
        if (mark.ReceiveNumber >= binding.ReceiveNumber)
            return mark.Reason;
        _refused.TryRemove(new(binding.Id, mark));
        return null;
    }

    /// <summary>Takes note of an outcome; true when it is now the app's configuration that must be wrong (told once per app).</summary>
    public bool Note(Binding binding, PushMessage message, PushOutcome outcome)
    {
        var app = _apps.GetOrAdd((message.Provider, message.Param), static _ => new App());
        if (outcome.Verdict is PushVerdict.Accepted or PushVerdict.DeadToken)
        {
            app.Works();
            return false;
        }
        if (outcome.Verdict != PushVerdict.Refused)
            return false;
        var becameSuspicious = app.Refused(message.Token, binding.Id, out var toForget);
        if (app.IsSuspicious)
        {
            foreach (var bindingId in toForget)
                _refused.TryRemove(bindingId, out _);
        }
        else
        {
            _refused[binding.Id] = new Mark(binding.ReceiveNumber, outcome.Reason);
        }
        return becameSuspicious;
    }

    sealed record Mark(long ReceiveNumber, string Reason);

    /// <summary>What is known of an app since its configuration changed.</summary>
    sealed class App
    {
        readonly Lock _lock = new();
        readonly Dictionary<string, ulong> _refused = [];
        bool _works;

        public bool IsSuspicious { get; private set; }

        public void Works()
        {
            lock (_lock)
            {
                _works = true;
                IsSuspicious = false;
                _refused.Clear();
            }
        }

        public bool Refused(string token, ulong bindingId, out IReadOnlyCollection<ulong> toForget)
        {
            lock (_lock)
            {
                toForget = [];
                if (_works || IsSuspicious)
                    return false;
                _refused[token] = bindingId;
                if (_refused.Count < SuspiciousTokens)
                    return false;
                IsSuspicious = true;
                toForget = [.. _refused.Values];
                return true;
            }
        }
    }
}
