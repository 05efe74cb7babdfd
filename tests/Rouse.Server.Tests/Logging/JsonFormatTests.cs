using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rouse.Logging;

namespace Rouse.Server.Tests.Logging;

public sealed class JsonFormatTests
{
    static readonly DateTimeOffset At = new(2026, 11, 25, 3, 2, 3, 45, TimeSpan.FromHours(2));

    [Fact]
    public void Event_is_one_object_with_what_its_words_were_made_of() =>
        Assert.Equal(
            """{"time":"2026-11-25T01:02:03.045Z","level":"info","category":"Calls","event":"woken","message":"call x: 200",""" + """
            "fields":{"call_id":"x","status":200,"is_over":true,"flow":null}}

            """,
            new JsonFormat().Write(new LogLine(
                At, LogLevel.Information, "Calls", new EventId(4, "Woken"), "call x: 200",
                [new("CallId", "x"), new("Status", 200), new("IsOver", true), new("Flow", null), new("{OriginalFormat}", "call {CallId}")],
                null)));

    [Fact]
    public void Exception_is_a_member_and_nothing_empty_is_there() =>
        Assert.Equal(
            """
            {"time":"2026-11-25T01:02:03.045Z","level":"error","category":"Sip","message":"bad","exception":"System.TimeoutException: why"}

            """,
            new JsonFormat().Write(new LogLine(At, LogLevel.Error, "Sip", default, "bad", [], new TimeoutException("why"))));

    [Theory]
    [InlineData("a\r\nb\u0000\u001b[31m\u2028")]
    [InlineData("\"}\n{\"forged\":\"")]
    [InlineData("bad \ud800 surrogate")]
    public void Stranger_cannot_forge_a_line(string text)
    {
        var line = new JsonFormat().Write(
            new LogLine(At, LogLevel.Warning, "Sip", default, text, [new("Text", text), new("Te\"xt", 1)], null));

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(line[..^1], char.IsControl);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            ["time", "level", "category", "message", "fields"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }
}
