using System.CommandLine;
using Rouse.Configuration;
using Rouse.Starting;

namespace Rouse.Commands;

/// <summary>
/// <c>rouse check</c>: everything that is wrong with a configuration and the files that it names; else what a start would choose, and what
/// is hardly meant. Nothing is started or written.
/// </summary>
static class CheckCommand
{
    const string NoFile = "defaults and variables";

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("FILE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The file, looked at without variables of the environment; if left out, all that 'rouse serve' would use here.",
        };
        var command = new Command("check", "Reports everything that is wrong with a configuration, or what a start would choose.") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file), terminal));
        return command;
    }

    static int Run(string? named, Terminal terminal)
    {
        var file = ConfigFile.Choose(named);
        var configuration = ServerConfiguration.Load(file, named is null ? EnvironmentVariables.OfProcess() : [], commandLine: []);
        var options = configuration.Options;
        var wrong = StartCheck.Faults(configuration).ToList();
        var folder = Path.GetFullPath(options.Data);
        var surroundings = Surroundings.Look();
        var start = FirstStart.Preview(options, folder, surroundings, wrong);
        foreach (var line in wrong)
            terminal.Error.WriteLine(line);
        if (wrong.Count > 0)
            return ExitCode.Refused;
        terminal.Output.WriteLine($"{file ?? NoFile}: ok");
        new StartReport(options, start, folder, surroundings).WritePreview(terminal.Output);
        foreach (var warning in StartWarnings.Of(options, configuration.Settings).Concat(StartWarnings.OfPorts(options)))
            terminal.Error.WriteLine($"warning: {warning}");
        return ExitCode.Done;
    }
}
