using System.CommandLine;
using Rouse.Admin;
using Rouse.Configuration;
using Rouse.Rendering;

namespace Rouse.Commands;

/// <summary><c>rouse push AOR</c>: one test push to each phone of a user, and whether it wakes.</summary>
static class PushCommand
{
    const string UsualWait = "10s";

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public static Command Create(Terminal terminal)
    {
        var aor = new Argument<string>("AOR") { Description = "The user, such as bob@example.org." };
        var wait = new Option<string>("--wait")
        {
            HelpName = "TIME",
            Description = "How long to watch for the phone to register, such as 10s or 1m; 0 does not.",
            DefaultValueFactory = _ => UsualWait,
        };
        wait.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(Duration.TryParse(token.Value, out var time) && time <= LongestWait))
                result.AddError($"{wait.Name} takes a time up to {Duration.Format(LongestWait)}, such as 10s");
        });
        var server = new ServerChoice();
        var command = new Command("push", "Sends one test push to each phone of a user and tells what became of it.") { aor, wait };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var patience = Duration.TryParse(parsed.GetRequiredValue(wait), out var time) ? time : TimeSpan.Zero;
            return await RunAsync(client, parsed.GetRequiredValue(aor), patience, answer, cancellation);
        }));
        return command;
    }

    static async Task<int> RunAsync(AdminClient client, string aor, TimeSpan patience, Answer answer, CancellationToken cancellation)
    {
        var report = await client.PushAsync(aor, cancellation);
        var text = new PushText(answer.Ink);
        if (!answer.IsJson)
            answer.Print(text.Lines(report));
        var wait = new RegisterWait(client, answer.Terminal.Time, report);
        if (!answer.IsJson && wait.IsWorthwhile && patience > TimeSpan.Zero)
            answer.Print([$"waiting {Duration.Format(patience)} for it to register …"]);
        await wait.RunAsync(patience, cancellation);
        if (answer.IsJson)
            answer.PrintJson(wait.Report, AdminJson.Default.PushReport);
        else if (wait.IsWorthwhile && patience > TimeSpan.Zero)
            answer.Print(text.Results(wait.Report, patience));
        return report.Phones.Any(phone => phone.IsAccepted) ? ExitCode.Done : ExitCode.Refused;
    }
}
