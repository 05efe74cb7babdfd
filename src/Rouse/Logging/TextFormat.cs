using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Rouse.Logging;

/// <summary>
/// One line for each event: local time, level, what it is about, message. Further lines of a message begin with a bar and other control
/// characters are shown as such: what a stranger sends can neither forge a line nor move the cursor.
/// </summary>
/// <param name="isForJournal">
/// Each line begins with its priority (sd-daemon(3)) and has no time: the journal has its own.
/// </param>
sealed class TextFormat(bool isForJournal = false) : ILogFormat
{
    public string Write(in LogLine line)
    {
        var text = new StringBuilder();
        var priority = isForJournal ? PriorityOf(line.Level) : "";
        text.Append(priority);
        if (!isForJournal)
            text.Append(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss.fff} {LogLevels.WordOf(line.Level),-5} ");
        text.Append(line.Part).Append(": ");
        Append(text, line.Message, priority);
        if (line.Failure is not null)
            Append(text, "\n" + line.Failure, priority);
        return text.Append('\n').ToString();
    }

    // syslog(3).
    static string PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "<7>",
        LogLevel.Information => "<6>",
        LogLevel.Warning => "<4>",
        LogLevel.Error => "<3>",
        _ => "<2>",
    };

    static void Append(StringBuilder to, string text, string priority)
    {
        var rest = text.AsSpan().TrimEnd("\r\n");
        while (!rest.IsEmpty)
        {
            var plain = IndexOfControl(rest);
            to.Append(rest[..plain]);
            if (plain == rest.Length)
                return;
            var control = rest[plain];
            if (control == '\n')
                to.Append('\n').Append(priority).Append("  | ");
            else if (control != '\r' || plain + 1 == rest.Length || rest[plain + 1] != '\n')
                to.Append(CultureInfo.InvariantCulture, $"\\x{(int)control:x2}");
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
