using System.CommandLine;
using System.CommandLine.Invocation;
using Rouse.Configuration;

namespace Rouse.Commands;

/// <summary>The command line: finds the command and runs it, or says what is wrong with what was typed.</summary>
static class CommandLine
{
    /// <summary>Without the replacer of files an argument may begin with @.</summary>
    public static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command; the result is one of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var root = Create(terminal);
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments, Parser);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var line in Explain(parsed))
                terminal.Error.WriteLine($"rouse: {line}");
            terminal.Error.WriteLine("rouse --help tells more");
            return ExitCode.Usage;
        }
        // Commands handle signals themselves: a server needs more than the two seconds that it would get here.
        var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(invocation);
    }

    /// <summary>All commands.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("Rouse, a SIP proxy that wakes sleeping phones.")
        {
            DemoCommand.Create(terminal),
            ServeCommand.Create(terminal),
            CheckCommand.Create(terminal),
            ReloadCommand.Create(terminal),
            StatusCommand.Create(terminal),
            BackupCommand.Create(terminal),
            CallsCommand.Create(terminal),
            CallCommand.Create(terminal),
            BindingsCommand.Create(terminal),
            TraceCommand.Create(terminal),
            BansCommand.Create(terminal),
            PushCommand.Create(terminal),
            UserCommand.Create(terminal),
        };
        GuidedHelp.Install(root);
        return root;
    }

    static IEnumerable<string> Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return command.Subcommands.Count == 0
                ? parsed.Errors.Select(error => error.Message)
                : [$"'{command.Name}' takes {string.Join(", ", command.Subcommands.Select(below => below.Name))}"];
        }
        // What follows an unknown word is rarely worth a line of its own.
        var unknown = parsed.UnmatchedTokens[0];
        IEnumerable<Symbol> known = unknown.StartsWith('-') ? command.Options : command.Subcommands;
        var near = Nearest.Find(unknown, known.Select(symbol => symbol.Name));
        return [near is null ? $"'{unknown}' is not known" : $"'{unknown}' is not known; did you mean '{near}'?"];
    }
}
