using System.Globalization;
using System.Text;

namespace Rouse.Server.Timelines;

/// <summary>Values in the words of a timeline.</summary>
static class ShownText
{
    /// <summary>
    /// What others wrote, safe for a terminal: control characters, and those that turn the direction of writing, become \u escapes.
    /// </summary>
    public static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsVisible(c))
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return shown.ToString();
    }

    /// <summary>84 ms, 3.2 s, 90 s, 3 min 1 s; what is begun is not counted.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds * 10) / 10:0.#} s"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds} s"),
        _ when time.Seconds == 0 => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes} min {time.Seconds} s"),
    };

    static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
