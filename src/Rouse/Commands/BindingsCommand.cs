using System.CommandLine;
using System.Globalization;
using Rouse.Admin;
using Rouse.Rendering;
using Rouse.Server.Admin;

namespace Rouse.Commands;

/// <summary><c>rouse bindings [AOR]</c>: who is registered, and until when each phone can be reached and why.</summary>
static class BindingsCommand
{
    public static Command Create(Terminal terminal)
    {
        var aor = new Argument<string>("AOR")
        {
            Description = "bob@example.org, bob, or @example.org for a domain; without it everybody.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "",
        };
        var count = CountOption.Create(AdminEndpoints.UsualBindings);
        var server = new ServerChoice();
        var command = new Command("bindings", "Lists registered phones: awake or asleep, how they are pushed, until when reachable.")
        {
            aor, count,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => server.AskAsync(parsed, terminal, async (client, answer) =>
        {
            var who = parsed.GetValue(aor) ?? "";
            return Show(await client.BindingsAsync(who, parsed.GetValue(count), cancellation), who, answer);
        }));
        return command;
    }

    static int Show(BindingList list, string who, Answer answer)
    {
        if (answer.IsJson)
            return answer.PrintJson(list, AdminJson.Default.BindingList);
        if (list.Bindings.Count + list.Records.Count == 0)
            return answer.Print([who.Length == 0 ? "no phone is registered" : $"no phone of {Printable.Of(who)} is registered"]);
        var text = new BindingText(answer.Times, answer.Ink, answer.Terminal.Time.GetUtcNow());
        var isOneUser = who.Length > 0 && list.Bindings.All(binding => binding.Aor == list.Bindings[0].Aor);
        if (list.Bindings.Count > 0 && isOneUser)
            answer.Print([answer.Ink.Bold(Printable.Of(list.Bindings[0].Aor)), .. list.Bindings.SelectMany(text.Lines)]);
        else
            answer.Print(text.Table(list.Bindings));
        if (list.Records.Count > 0)
            answer.Print(BindingText.Table(list.Records));
        return list.More == 0 ? ExitCode.Done : answer.Print(
            [string.Create(CultureInfo.InvariantCulture, $"… and {list.More:#,0} more; name a user or @domain, or use --count")]);
    }
}
