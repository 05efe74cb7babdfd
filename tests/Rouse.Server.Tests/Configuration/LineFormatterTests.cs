using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rouse.Logging;

namespace Rouse.Server.Tests.Configuration;

public sealed class LineFormatterTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 1, 2, 3, 45, TimeSpan.Zero));

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info ")]
    [InlineData(LogLevel.Warning, "warn ")]
    [InlineData(LogLevel.Error, "error")]
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

    string Write(LogLevel level, string text, Exception? failure = null)
    {
        var writer = new StringWriter();
        var entry = new LogEntry<string>(level, "Rouse.Server.Registrar", default, text, failure, (state, _) => state);
        new LineFormatter(_time).Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }
}
