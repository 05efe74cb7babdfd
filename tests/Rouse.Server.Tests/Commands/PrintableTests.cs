using Rouse.Rendering;

namespace Rouse.Server.Tests.Commands;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("bob@example.org", "bob@example.org")]
    [InlineData("Zoë ☎ 李 👩", "Zoë ☎ 李 👩")]
    [InlineData("\e[2J\a", "\\x1b[2J\\x07")]
    [InlineData("\u009b2J\u0085", "\\x9b2J\\x85")]
    [InlineData("a\r\nb\tc\0", "a\\x0d\\x0ab\\x09c\\x00")]
    [InlineData("\u202egro\u2066\u200b\ufeff", "\\u202egro\\u2066\\u200b\\ufeff")]
    [InlineData("\u2028\u2029\ue000", "\\u2028\\u2029\\ue000")]
    public void Nothing_moves_the_cursor_or_turns_the_text(string text, string shown) => Assert.Equal(shown, Printable.Of(text));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("李李", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("👩", 2)]
    public void Width_is_that_of_a_terminal(string text, int width) => Assert.Equal(width, Printable.WidthOf(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("李李李", 6, "李李李")]
    [InlineData("李李李", 5, "李李…")]
    [InlineData("李李李", 4, "李…")]
    [InlineData("abc", 1, "…")]
    public void Text_is_cut_to_the_columns(string text, int columns, string cut) => Assert.Equal(cut, Printable.Cut(text, columns));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1_000, "1.0 s")]
    [InlineData(9_999, "9.9 s")]
    [InlineData(10_000, "10 s")]
    [InlineData(119_999, "119 s")]
    [InlineData(120_000, "2 min")]
    [InlineData(7_199_999, "119 min")]
    [InlineData(7_200_000, "2 h")]
    [InlineData(172_799_999, "47 h")]
    [InlineData(172_800_000, "2 d")]
    public void Spans_have_the_unit_that_reads_best(long milliseconds, string text) =>
        Assert.Equal(text, LocalTime.Show(TimeSpan.FromMilliseconds(milliseconds)));
}
