using System.Globalization;
using System.Text;

namespace Rouse.Server.Timelines;

/// <summary>A kept timeline in words.</summary>
static class TimelineText
{
    /// <param name="timeline">The steps.</param>
    /// <param name="now">How old it is; null when nothing more can happen.</param>
    public static TimelineRecord Of(KeptTimeline timeline, TimeSpan? now)
    {
        var facts = new ExchangeFacts(timeline, now);
        var finding = Finding.Of(facts);
        return new TimelineRecord
        {
            Id = TimelineId.Of(timeline.Number),
            CallId = timeline.CallId,
            At = timeline.At,
            Method = timeline.Method.ToString().ToUpperInvariant(),
            From = timeline.From,
            To = timeline.To,
            Status = facts.Final,
            Milliseconds = (long)facts.EndedAt.TotalMilliseconds,
            IsOver = facts.IsOver,
            WasPushed = facts.Phones.Any(static phone => phone.WasPushed),
            Verdict = finding.Fact,
            Hint = finding.Hint,
            Phones = [.. facts.Phones.Select(Describe)],
            Steps = Steps(timeline),
        };
    }

    static List<TimelineStep> Steps(KeptTimeline timeline)
    {
        var steps = new List<TimelineStep>(timeline.Steps.Count + 1);
        foreach (var step in timeline.Steps)
            steps.Add(new((long)step.At.TotalMilliseconds, NameOf(step.Kind), step.Phone, StepText.Of(step)));
        if (timeline.Dropped > 0)
        {
            var last = timeline.Steps[^1].At.TotalMilliseconds;
            steps.Add(new((long)last, NameOf(StepKind.Note), 0, $"{timeline.Dropped} more steps were too many to be kept"));
        }
        return steps;
    }

    // Where it was seen last and what wakes it.
    static string Describe(PhoneFacts phone)
    {
        var push = phone.Push?.ToString() ?? (phone.State.HasPush ? "" : "no push parameters");
        return string.Join(", ", new[] { phone.State.Path, push }.Where(static text => text.Length > 0));
    }

    // PushSent becomes push_sent.
    static string NameOf(StepKind kind)
    {
        var name = new StringBuilder();
        foreach (var c in kind.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToLower(c, CultureInfo.InvariantCulture));
        }
        return name.ToString();
    }
}
