using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Rouse.Logging;

/// <summary>
/// One line for each event: local time, level, what it is about, message. Further lines of a message begin with a bar and other control
/// characters are shown as such: what a stranger sends can neither forge a line nor move the cursor.
/// </summary>
sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "rouse";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var now = time.GetLocalNow();
        textWriter.Write(now.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(LevelName(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        WriteText(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is not null)
            WriteText(textWriter, "\n" + logEntry.Exception);
        textWriter.Write('\n');
    }

    static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    static void WriteText(TextWriter writer, string text)
    {
        var rest = text.AsSpan().TrimEnd("\r\n");
        while (!rest.IsEmpty)
        {
            var plain = IndexOfControl(rest);
            writer.Write(rest[..plain]);
            if (plain == rest.Length)
                return;
            var control = rest[plain];
            if (control == '\n')
                writer.Write("\n  | ");
            else if (control != '\r' || plain + 1 == rest.Length || rest[plain + 1] != '\n')
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\x{(int)control:x2}"));
            rest = rest[(plain + 1)..];
        }
    }

    static int IndexOfControl(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsControl(text[at]) && text[at] != '\t')
                return at;
        }
        return text.Length;
    }
}
