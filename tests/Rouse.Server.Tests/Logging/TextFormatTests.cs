using Microsoft.Extensions.Logging;
using Rouse.Logging;

namespace Rouse.Server.Tests.Logging;

public sealed class TextFormatTests
{
    static readonly DateTimeOffset At = new(2026, 11, 25, 1, 2, 3, 45, TimeSpan.Zero);

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info ")]
    [InlineData(LogLevel.Warning, "warn ")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "error")]
    public void Event_is_one_line(LogLevel level, string name) =>
        Assert.Equal($"2026-11-25 01:02:03.045 {name} Registrar: alice registered\n", Write(level, "alice registered"));

    [Theory]
    [InlineData("a\r\nb\n", "a\n  | b")]
    [InlineData("a\n\nb", "a\n  | \n  | b")]
    [InlineData("a\rb", "a\\x0db")]
    [InlineData("\u001b[31mred\u0007\u009b", "\\x1b[31mred\\x07\\x9b")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("", "")]
    public void Stranger_can_neither_forge_a_line_nor_move_the_cursor(string text, string written) =>
        Assert.Equal($"2026-11-25 01:02:03.045 info  Registrar: {written}\n", Write(LogLevel.Information, text));

    [Fact]
    public void Exception_follows_its_line() =>
        Assert.Equal(
            "2026-11-25 01:02:03.045 error Registrar: broken\n  | System.InvalidOperationException: why\n",
            Write(LogLevel.Error, "broken", new InvalidOperationException("why")));

    [Theory]
    [InlineData(LogLevel.Debug, 7)]
    [InlineData(LogLevel.Information, 6)]
    [InlineData(LogLevel.Warning, 4)]
    [InlineData(LogLevel.Error, 3)]
    [InlineData(LogLevel.Critical, 2)]
    public void Journal_gets_the_priority_on_each_line_and_no_time(LogLevel level, int priority) =>
        Assert.Equal(
            $"<{priority}>Registrar: a\n<{priority}>  | b\n", new TextFormat(isForJournal: true).Write(Line(level, "a\nb", null)));

    [Theory]
    [InlineData("9:12345", "socket:[12345]", true)]
    [InlineData("9:12345", "socket:[1234]", false)]
    [InlineData("9:12345", "/dev/pts/0", false)]
    [InlineData("9:12345", null, false)]
    [InlineData("12345", "socket:[12345]", false)]
    [InlineData("9:", "socket:[]", false)]
    [InlineData(null, "socket:[12345]", false)]
    public void Journal_is_known_by_its_stream(string? variable, string? target, bool isJournal) =>
        Assert.Equal(isJournal, Journal.IsStream(variable, target));

    static string Write(LogLevel level, string text, Exception? failure = null) => new TextFormat().Write(Line(level, text, failure));

    static LogLine Line(LogLevel level, string text, Exception? failure) => new(At, level, "Registrar", default, text, [], failure);
}
