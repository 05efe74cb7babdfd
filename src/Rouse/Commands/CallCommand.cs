using System.CommandLine;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse call ID</c>: why a phone did or did not ring.</summary>
static class CallCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The id from 'rouse calls', or a Call-ID; its beginning is enough." };
        var server = new ServerChoice();
        var command = new Command("call", "Says why a phone did, or did not, ring: every step of one call or message.") { id };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
            Show(await client.CallAsync(parsed.GetRequiredValue(id), cancellation), parsed.GetRequiredValue(id), answer)));
        return command;
    }

    // One Call-ID is one call, though its INVITE and its BYE are remembered apart.
    static int Show(CallList found, string prefix, Answer answer)
    {
        var isOne = found.Calls.All(call => call.CallId == found.Calls[0].CallId);
        if (answer.IsJson)
            answer.PrintJson(found, AdminJson.Default.CallList);
        else if (isOne)
            answer.Print(Lines(found, answer));
        else
            answer.Print(CallsCommand.Lines(found, answer));
        if (isOne)
            return ExitCode.Done;
        answer.Terminal.Error.WriteLine($"rouse: {found.Calls.Count} begin with '{Printable.Of(prefix)}': give more of the id");
        return ExitCode.Refused;
    }

    static IEnumerable<string> Lines(CallList found, Answer answer)
    {
        var text = new TimelineText(answer.Times, answer.Ink);
        foreach (var (index, call) in found.Calls.Reverse().Index())
        {
            if (index > 0)
                yield return "";
            foreach (var line in text.Lines(call))
                yield return line;
        }
    }
}
