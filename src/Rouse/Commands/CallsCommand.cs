using System.CommandLine;
using System.Globalization;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse calls</c>: the newest calls and messages, one line each with its verdict.</summary>
static class CallsCommand
{
    /// <summary>Columns that leave room for some words of the verdict.</summary>
    const int Wide = 120;

    public static Command Create(Terminal terminal)
    {
        var count = CountOption.Create(AdminEndpoints.UsualCalls);
        var server = new ServerChoice();
        var command = new Command("calls", "Lists recent calls and messages, the newest first, and what became of each.") { count };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var list = await client.CallsAsync(parsed.GetValue(count), cancellation);
            return answer.IsJson ? answer.PrintJson(list, AdminJson.Default.CallList)
                : list.Calls.Count == 0 ? answer.Print(["no calls yet"])
                : answer.Print(Lines(list, answer));
        }));
        return command;
    }

    /// <summary>One line a call; where the terminal is too narrow for its verdict, that follows on a line of its own.</summary>
    public static IEnumerable<string> Lines(CallList list, Answer answer)
    {
        var isNarrow = answer.Terminal.Columns < Wide;
        var table = new TextTable();
        foreach (var call in list.Calls)
        {
            var status = call.Status == 0 ? "…" : call.Status.ToString(CultureInfo.InvariantCulture);
            table.Add(
                new(answer.Times.Show(call.At), answer.Ink.Dim),
                call.Id,
                Printable.Of(call.Method),
                $"{TimelineText.Party(call.From)} → {TimelineText.Party(call.To)}",
                new(status, text => answer.Ink.OfStatus(text, call.Status)),
                LocalTime.Show(TimeSpan.FromMilliseconds(call.Milliseconds)),
                isNarrow ? "" : Printable.Of(call.Verdict));
        }
        foreach (var (line, call) in table.Lines(answer.Terminal.Columns).Zip(list.Calls))
        {
            yield return line;
            if (isNarrow)
                yield return "  " + Printable.Cut(Printable.Of(call.Verdict), answer.Terminal.Columns!.Value - 2);
        }
    }
}
