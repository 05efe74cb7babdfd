using System.Globalization;
using System.Text;

namespace Rouse.Rendering;

/// <summary>
/// Text from the network as a terminal may get it: in one line, and without characters that move the cursor, change the colour or turn the
/// direction of what follows; these are shown as escapes.
/// </summary>
static class Printable
{
    public static string Of(string text)
    {
        if (!NeedsEscape(text))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSafe(rune))
                safe.Append(rune);
            else
                safe.Append(CultureInfo.InvariantCulture, $"{(rune.Value > 0xff ? "\\u" : "\\x")}{rune.Value:x2}");
        }
        return safe.ToString();
    }

    /// <summary>Text of ours that has lines, with something from the network in it.</summary>
    public static string OfLines(string text) => string.Join(Environment.NewLine, text.Split('\n').Select(Of));

    /// <summary>JSON text, in which the writer has escaped control characters already, but not those that turn the direction.</summary>
    public static string OfJson(string json)
    {
        if (!json.EnumerateRunes().Any(IsUnsafeInJson))
            return json;
        var safe = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            var text = rune.ToString();
            foreach (var unit in text)
                _ = IsUnsafeInJson(rune) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}") : safe.Append(unit);
        }
        return safe.ToString();
    }

    /// <summary>Columns that a printable text takes: two for wide letters (Unicode Standard Annex 11), none for combining ones.</summary>
    public static int WidthOf(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += WidthOf(rune);
        return width;
    }

    /// <summary>The beginning that fits into so many columns, with an ellipsis where something is left out.</summary>
    public static string Cut(string text, int columns)
    {
        if (text.Length <= columns / 2 || WidthOf(text) <= columns)
            return text;
        var width = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += WidthOf(rune);
            if (width > columns - 1)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length] + "…";
    }

    static bool NeedsEscape(string text)
    {
        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~')
                return !text.EnumerateRunes().All(IsSafe);
        }
        return false;
    }

    static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    static bool IsUnsafeInJson(Rune rune) => !IsSafe(rune) && rune.Value is not ('\n' or '\r');

    static int WidthOf(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return 0;
        var isWide = rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3)
            or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
            or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd);
        return isWide ? 2 : 1;
    }
}
