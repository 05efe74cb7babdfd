using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Rouse.Server.Telemetry;
using Rouse.Server.Timelines;

namespace Rouse.Server.Exchanges;

/// <summary>Counts steps by why: the words of a timeline become a label of few values.</summary>
sealed class StepReasons
{
    readonly Tally _tally;
    readonly FrozenDictionary<string, int> _valueOf;
    readonly int _other;

    StepReasons(Meter meter, string name, string description, Dictionary<string, string> reasons)
    {
        var label = new Label("reason", [.. reasons.Values.Distinct(), Label.Other]);
        _tally = new Tally(meter, name, description, label);
        _valueOf = reasons.ToFrozenDictionary(static reason => reason.Key, reason => label.IndexOf(reason.Value));
        _other = label.IndexOf(Label.Other);
    }

    public static StepReasons OfUnreached(Meter meter) => new(
        meter, "rouse.phones.unreached", "Phones given up for a call or message, by why.", new()
        {
            ["Phone Did Not Wake Up"] = "did_not_wake",
            ["Nobody Woke Up"] = "did_not_wake",
            ["Phone Did Not Answer"] = "no_answer",
            [LossWords.Silence] = "no_answer",
            [LossWords.Connection] = "connection_lost",
            [LossWords.TooLarge] = "too_large",
            ["Phone Is Not Connected And Cannot Be Pushed"] = "cannot_be_pushed",
            ["Phone Is Asleep"] = "not_pushed",
            ["Phone Cannot Be Woken: App Was Removed"] = "dead_token",
            ["Phone Cannot Be Woken: Push Refused"] = "push_refused",
            ["Phone Cannot Be Woken: Push Failed"] = "push_failed",
        });

    public static StepReasons OfRefused(Meter meter) => new(
        meter, "rouse.authentication.failures", "Requests refused with 403 by authentication, by why.", new()
        {
            ["wrong password"] = "wrong_password",
            ["unknown user"] = "unknown_user",
            ["credentials of another user"] = "other_user",
            ["no password of that algorithm"] = "no_password",
            ["algorithm or qop that was not offered"] = "not_offered",
            ["credentials for another Request-URI"] = "other_uri",
            ["identities differ"] = "identities_differ",
            ["sender is not of our domains"] = "stranger",
        });

    public void Add(string? words) => _tally.Add(words != null && _valueOf.TryGetValue(words, out var value) ? value : _other);
}
