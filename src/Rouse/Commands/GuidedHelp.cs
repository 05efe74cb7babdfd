using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Rouse.Commands;

/// <summary><c>--help</c>: an overview of all commands by what one wants, and of each its options and examples.</summary>
sealed class GuidedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    const string Rest = "More";

    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction usual)
                option.Action = new GuidedHelp(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        if (command is RootCommand)
        {
            WriteOverview(command, output);
            return ExitCode.Done;
        }
        var result = usual.Invoke(parseResult);
        WriteExamples(command, output);
        return result;
    }

    static void WriteOverview(Command root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("rouse COMMAND [OPTIONS]      'rouse COMMAND --help' tells more about one");
        var names = root.Subcommands.ToDictionary(command => command, UsageOf);
        var width = names.Values.Max(name => name.Length);
        var groups = root.Subcommands.GroupBy(command => CommandGuide.Find(command.Name)?.Group ?? Rest).ToList();
        foreach (var group in groups)
        {
            output.WriteLine();
            output.WriteLine($"{group.Key}:");
            foreach (var command in group)
            {
                output.WriteLine($"  {names[command].PadRight(width)}  {command.Description}");
                if (CommandGuide.Find(command.Name) is { Examples: [var example, ..] })
                    output.WriteLine($"  {"".PadRight(width)}    {example}");
            }
        }
        output.WriteLine();
        output.WriteLine($"  {"--version".PadRight(width)}  Shows the version.");
    }

    static void WriteExamples(Command command, TextWriter output)
    {
        if (CommandGuide.Find(PathOf(command)) is not { } guide)
            return;
        output.WriteLine(guide.Examples.Length == 1 ? "Example:" : "Examples:");
        foreach (var example in guide.Examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
    }

    static string UsageOf(Command command)
    {
        var arguments = command.Arguments
            .Where(argument => !argument.Hidden)
            .Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [<{argument.Name}>]" : $" <{argument.Name}>");
        return $"{command.Name}{BelowOf(command)}{string.Concat(arguments)}";
    }

    // A command that does something by itself need not have one below it.
    static string BelowOf(Command command)
    {
        var names = string.Join('|', command.Subcommands.Select(below => below.Name));
        if (names.Length == 0)
            return "";
        return command.Action == null ? $" {names}" : $" [{names}]";
    }

    static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand
            ? $"{PathOf(parent)} {command.Name}"
            : command.Name;
}
