using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Rouse.Configuration;
using Rouse.Server.Authentication.Sql;
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
        var connect = new Option<bool>("--connect") { Description = "Also ask the database of [auth.sql] for a user who does not exist." };
        var command = new Command("check", "Reports everything that is wrong with a configuration, or what a start would choose.")
        {
            file, connect,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(file), parsed.GetValue(connect), terminal));
        return command;
    }

    static async Task<int> RunAsync(string? named, bool connects, Terminal terminal)
    {
        var file = ConfigFile.Choose(named);
        var configuration = ServerConfiguration.Load(file, named is null ? EnvironmentVariables.OfProcess() : [], commandLine: []);
        var options = configuration.Options;
        var wrong = StartCheck.Faults(configuration).ToList();
        var folder = Path.GetFullPath(options.Data);
        var surroundings = Surroundings.Look();
        var start = FirstStart.Preview(options, folder, surroundings, wrong);
        if (connects && wrong.Count == 0 && options.Auth is { Enabled: true, Sql: { } sql } && await AskAsync(sql) is { } failure)
            wrong.Add($"{file ?? NoFile}: auth.sql: {failure}");
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

    static async Task<string?> AskAsync(SqlOptions sql)
    {
        await using var source = new SqlAccountSource(sql, NullLogger.Instance);
        using var limit = new CancellationTokenSource(SourceHealth.FirstTimeout, TimeProvider.System);
        try
        {
            await source.FindAsync(SqlAccountStore.Nobody, limit.Token);
            return null;
        }
        catch (Exception failure)
        {
            // Drivers throw whatever they like.
            return limit.IsCancellationRequested ? SourceFailure.Late(SourceHealth.FirstTimeout) : SourceFailure.Text(failure);
        }
    }
}
