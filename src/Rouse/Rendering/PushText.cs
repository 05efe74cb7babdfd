using System.Globalization;
using Rouse.Server.Admin;

namespace Rouse.Rendering;

/// <summary>Test pushes for a reader.</summary>
sealed class PushText(Ink ink)
{
    const string Hint = "Often: no network, app removed or stopped by its user, or an app that only shows the message";

    public IEnumerable<string> Lines(PushReport report)
    {
        yield return ink.Bold(Printable.Of(report.Aor));
        foreach (var attempt in report.Phones)
        {
            yield return $"  phone {BindingText.Name(attempt.Phone)}, {attempt.Phone.State}, {Printable.Of(attempt.Phone.Contact)}";
            yield return $"    {Paint(attempt, Printable.Of(attempt.Text))}";
            foreach (var detail in Details(attempt.Outcome))
                yield return ink.Dim($"    {Printable.Of(detail)}");
        }
    }

    /// <summary>Whether those came that were pushed.</summary>
    public IEnumerable<string> Results(PushReport report, TimeSpan patience)
    {
        foreach (var attempt in report.Phones.Where(attempt => attempt.IsAccepted))
        {
            var name = $"  phone {BindingText.Name(attempt.Phone)}";
            yield return attempt.RegisteredAfterMilliseconds is { } after
                ? ink.Good($"{name} registered after {LocalTime.Show(TimeSpan.FromMilliseconds(after))}: it can be woken")
                : ink.Warning($"{name} did not register in {LocalTime.Show(patience)}. {Hint}");
        }
    }

    // What the text does not say.
    static IEnumerable<string> Details(Push.PushOutcome? outcome)
    {
        if (outcome is { Attempts: > 1 })
            yield return string.Create(CultureInfo.InvariantCulture, $"after {outcome.Attempts} requests");
        if (outcome?.ProviderId is { } id)
            yield return $"the provider calls it {id}";
    }

    string Paint(PushAttempt attempt, string text) =>
        attempt.IsAccepted ? ink.Good(text) : ink.Bad(text);
}
