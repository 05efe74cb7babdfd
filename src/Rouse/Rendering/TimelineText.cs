using System.Globalization;
using Rouse.Server.Timelines;

namespace Rouse.Rendering;

/// <summary>One exchange for a reader: what it came to first, then why.</summary>
sealed class TimelineText(LocalTime times, Ink ink)
{
    public IEnumerable<string> Lines(TimelineRecord call)
    {
        yield return ink.Bold(Title(call));
        yield return "  " + Paint(call, Printable.Of(call.Verdict));
        if (call.Hint is { Length: > 0 } hint)
            yield return "  " + Printable.Of(hint);
        yield return "";
        yield return ink.Dim($"  {times.Show(call.At)}  id {call.Id}  Call-ID {Printable.Of(call.CallId)}");
        foreach (var (index, phone) in call.Phones.Index())
            yield return $"  phone {index + 1}  {Printable.Of(phone)}";
        if (call.Steps.Count == 0)
            yield break;
        yield return "";
        foreach (var line in Steps(call.Steps))
            yield return line;
    }

    /// <summary>Who asked whom for what: <c>INVITE sip:alice@example.org → sip:bob@example.org</c>.</summary>
    public static string Title(TimelineRecord call) =>
        $"{Printable.Of(call.Method)} {Party(call.From)} → {Party(call.To)}";

    /// <summary>A URI without what everybody knows; a hidden one as such.</summary>
    public static string Party(string uri) =>
        uri.Length == 0 ? "(hidden)" : Printable.Of(uri.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? uri[4..] : uri);

    IEnumerable<string> Steps(IReadOnlyList<TimelineStep> steps)
    {
        var width = Milliseconds(steps.Max(step => step.Milliseconds)).Length;
        return steps.Select(step => $"  {ink.Dim(Milliseconds(step.Milliseconds).PadLeft(width) + " ms")}  {Printable.Of(step.Text)}");
    }

    string Paint(TimelineRecord call, string verdict) => call.IsOver ? ink.OfStatus(verdict, call.Status) : verdict;

    static string Milliseconds(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
