using System.Globalization;
using Rouse.Server.Admin;

namespace Rouse.Rendering;

/// <summary>Test pushes for a reader.</summary>
sealed class PushText(Ink ink)
{
    public IEnumerable<string> Lines(PushReport report)
    {
        yield return ink.Bold(Printable.Of(report.Aor));
        foreach (var attempt in report.Phones)
        {
            yield return $"  phone {BindingText.Name(attempt.Phone)}, {attempt.Phone.State}, {Printable.Of(attempt.Phone.Contact)}";
            yield return $"    {Paint(attempt, Printable.Of(attempt.Text))}";
            if (attempt.Outcome is { } outcome)
                yield return ink.Dim($"    {Printable.Of(Details(outcome))}");
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
                : ink.Warning($"{name} did not register in {LocalTime.Show(patience)}. "
                    + "Often: no network, app removed or stopped by its user");
        }
    }

    static string Details(Push.PushOutcome outcome)
    {
        var attempts = string.Create(
            CultureInfo.InvariantCulture, $"{outcome.Attempts} {(outcome.Attempts == 1 ? "request" : "requests")}");
        var status = outcome.Status == 0 ? "no HTTP status" : string.Create(CultureInfo.InvariantCulture, $"HTTP {outcome.Status}");
        return $"{status} {outcome.Reason}, {attempts}{(outcome.ProviderId is null ? "" : $", id {outcome.ProviderId}")}";
    }

    string Paint(PushAttempt attempt, string text) =>
        attempt.IsAccepted ? ink.Good(text) : ink.Bad(text);
}
