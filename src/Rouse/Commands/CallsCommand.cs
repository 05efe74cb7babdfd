using System.CommandLine;
using System.Globalization;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse calls</c>: the newest calls and messages, one line each with its verdict.</summary>
static class CallsCommand
{
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
                : answer.Print(Table(list, answer));
        }));
        return command;
    }

    /// <summary>One line a call.</summary>
    public static TextTable Table(CallList list, Answer answer)
    {
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
                Printable.Of(call.Verdict));
        }
        return table;
    }
}
