using System.CommandLine;
using System.Globalization;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;
using Rouse.Server.Pipeline;

namespace Rouse.Commands;

/// <summary><c>rouse bans</c> and <c>rouse bans lift ADDRESS</c>: who is not listened to.</summary>
static class BansCommand
{
    public static Command Create(Terminal terminal)
    {
        var count = CountOption.Create(AdminEndpoints.UsualBans);
        var server = new ServerChoice();
        var command = new Command("bans", "Lists the sources that are ignored because they sent too much, and until when.")
        {
            count, CreateLift(terminal),
        };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
            Show(await client.BansAsync(parsed.GetValue(count), cancellation), answer)));
        return command;
    }

    static Command CreateLift(Terminal terminal)
    {
        var source = new Argument<string>("ADDRESS") { Description = "An IP address; of an IPv6 one its whole /64 is meant." };
        var server = new ServerChoice();
        var command = new Command("lift", "Listens to a source again, and to all its ports.") { source };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var address = parsed.GetValue(source)!;
            var report = await client.LiftBansAsync(address, cancellation);
            return answer.IsJson
                ? answer.PrintJson(report, AdminJson.Default.LiftReport)
                : answer.Print([$"{Printable.Of(address)} is listened to again"]);
        }));
        return command;
    }

    static int Show(BanList list, Answer answer)
    {
        if (answer.IsJson)
            return answer.PrintJson(list, AdminJson.Default.BanList);
        if (list.Bans.Count == 0)
            return answer.Print(["nobody is banned"]);
        answer.Print(Table(list.Bans, answer.Times));
        return list.More == 0 ? ExitCode.Done : answer.Print(
            [string.Create(CultureInfo.InvariantCulture, $"… and {list.More:#,0} more; use --count")]);
    }

    static TextTable Table(IReadOnlyList<BanReport> bans, LocalTime times)
    {
        var table = new TextTable();
        foreach (var ban in bans)
        {
            var count = ban.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({ban.Count} times within a day)") : "";
            table.Add(Printable.Of(ban.Source), $"until {times.Show(ban.Until)}", Printable.Of(ban.Reason) + count);
        }
        return table;
    }
}
