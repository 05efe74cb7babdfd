using System.CommandLine;
using Rouse.Configuration;
using Rouse.Server.Authentication;

namespace Rouse.Commands;

/// <summary><c>rouse check FILE</c>: everything that is wrong with a configuration file and its users file.</summary>
static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file." };
        var command = new Command("check", "Reports everything that is wrong with a configuration file, or 'FILE: ok'.") { file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), terminal));
        return command;
    }

    public static int Run(string file, Terminal terminal)
    {
        var configuration = ServerConfiguration.Load(file, environment: [], commandLine: []);
        var wrong = configuration.Faults.Select(fault => fault.ToString()).ToList();
        if (configuration.Options.Auth is { Enabled: true, Users: { } users })
            wrong.AddRange(UsersFile.Read(users).Errors);
        foreach (var line in wrong)
            terminal.Error.WriteLine(line);
        if (wrong.Count > 0)
            return ExitCode.Refused;
        terminal.Output.WriteLine($"{file}: ok");
        return ExitCode.Done;
    }
}
