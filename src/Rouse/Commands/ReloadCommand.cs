using System.CommandLine;
using Rouse.Admin;
using Rouse.Reloading;
using Rouse.Rendering;

namespace Rouse.Commands;

/// <summary><c>rouse reload</c>: the running server reads its configuration anew, and what came of it.</summary>
static class ReloadCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = new ServerChoice();
        var command = new Command("reload", "Lets the running server read its configuration anew; it says what needs a restart.");
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var report = await client.ReloadAsync(cancellation);
            if (answer.IsJson)
                answer.PrintJson(report, AdminJson.Default.ReloadReport);
            else
                Print(report, terminal);
            return report.Faults.Count > 0 ? ExitCode.Refused : ExitCode.Done;
        }));
        return command;
    }

    static void Print(ReloadReport report, Terminal terminal)
    {
        Write(terminal.Error, report.Faults, "");
        if (report.Faults.Count > 0)
            terminal.Error.WriteLine("rouse: not reloaded, everything stays as it was");
        Write(terminal.Output, report.Applied, "reloaded: ");
        Write(terminal.Output, report.NeedsRestart, "at the next start: ");
        Write(terminal.Error, report.Warnings, "warning: ");
        if (report is { Faults.Count: 0, Applied.Count: 0, NeedsRestart.Count: 0 })
            terminal.Output.WriteLine("nothing has changed");
    }

    static void Write(TextWriter writer, IEnumerable<string> lines, string before)
    {
        foreach (var line in lines)
            writer.WriteLine(before + Printable.OfLines(line));
    }
}
