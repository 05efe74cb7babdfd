using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse trace WHO</c>: the SIP messages of one user as they come and go.</summary>
static class TraceCommand
{
    public static Command Create(Terminal terminal)
    {
        var who = new Argument<string>("WHO") { Description = "A user such as bob or bob@example.org, or an IP address." };
        var seconds = new Option<int?>("--seconds")
        {
            HelpName = "N",
            Description = "End after so many seconds; without it with Ctrl-C.",
        };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number > 0))
                result.AddError($"{seconds.Name} takes a number of seconds, such as 30");
        });
        var server = new ServerChoice();
        var command = new Command(
            "trace",
            "Shows the SIP messages of one user, or of one address, while they come and go: of their calls all messages, to others too. "
            + "Passwords, push tokens, media keys and texts are masked.") { who, seconds };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var signal = new StopSignal();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(signal.Token, cancellation);
            if (parsed.GetValue(seconds) is { } time)
                end.CancelAfter(TimeSpan.FromSeconds(time));
            return await server.AskAsync(parsed, terminal, (client, answer) =>
                RunAsync(client, parsed.GetRequiredValue(who), answer, end.Token));
        });
        return command;
    }

    static async Task<int> RunAsync(AdminClient client, string who, Answer answer, CancellationToken end)
    {
        var error = answer.Terminal.Error;
        try
        {
            await foreach (var line in client.TraceAsync(who, () => error.WriteLine($"tracing {Printable.Of(who)}; Ctrl-C ends"), end))
            {
                answer.Print(answer.IsJson ? [Json(line)] : Lines(line, answer));
                answer.Terminal.Output.Flush();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        if (end.IsCancellationRequested)
            return ExitCode.Done;
        error.WriteLine("rouse: the server has ended the trace: it stops");
        return ExitCode.Refused;
    }

    static string Json(TraceLine line) => Printable.OfJson(JsonSerializer.Serialize(line, AdminJson.Default.TraceLine));

    static IEnumerable<string> Lines(TraceLine line, Answer answer)
    {
        if (line.Lost is { } lost)
        {
            yield return answer.Ink.Warning($"… {lost} messages are missing here: they came faster than they were read");
            yield return "";
            yield break;
        }
        var way = line.Direction == "sent" ? $"{line.Local} → {line.Remote}" : $"{line.Remote} → {line.Local}";
        yield return answer.Ink.Bold($"{answer.Times.ShowExactly(line.At)}  {line.Direction}  {line.Transport} {way}");
        foreach (var text in (line.Text ?? "").TrimEnd('\r', '\n').Split('\n'))
            yield return Printable.Of(text.TrimEnd('\r'));
        yield return "";
    }
}
