using System.Text.Json.Serialization.Metadata;
using Rouse.Admin;
using Rouse.Rendering;

namespace Rouse.Commands;

/// <summary>What a command prints: for a person, or as JSON.</summary>
sealed class Answer(Terminal terminal, bool asJson)
{
    public bool IsJson => asJson;

    public Ink Ink { get; } = new(terminal.HasColor);

    public LocalTime Times { get; } = new(terminal.Time);

    public Terminal Terminal => terminal;

    public int PrintJson<T>(T answer, JsonTypeInfo<T> type)
    {
        terminal.Output.WriteLine(AdminJson.Write(answer, type));
        return ExitCode.Done;
    }

    public int Print(TextTable table) => Print(table.Lines(terminal.Columns));

    public int Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Output.WriteLine(line);
        return ExitCode.Done;
    }
}
