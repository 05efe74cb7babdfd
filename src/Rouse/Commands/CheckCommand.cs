using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Rouse.Configuration;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Commands;

/// <summary><c>rouse check FILE</c>: everything that is wrong with a configuration file and its users file.</summary>
static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file." };
        var connect = new Option<bool>("--connect") { Description = "Also ask the database of [auth.sql] for a user who does not exist." };
        var command = new Command("check", "Reports everything that is wrong with a configuration file, or 'FILE: ok'.") { file, connect };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(connect), terminal));
        return command;
    }

    static async Task<int> RunAsync(string file, bool connects, Terminal terminal)
    {
        var configuration = ServerConfiguration.Load(file, environment: [], commandLine: []);
        var wrong = configuration.Faults.Select(fault => fault.ToString()).ToList();
        var auth = configuration.Options.Auth;
        if (auth is { Enabled: true, Users: { } users })
            wrong.AddRange(UsersFile.Read(users).Errors);
        if (connects && wrong.Count == 0 && auth is { Enabled: true, Sql: { } sql } && await AskAsync(sql) is { } failure)
            wrong.Add($"{file}: auth.sql: {failure}");
        foreach (var line in wrong)
            terminal.Error.WriteLine(line);
        if (wrong.Count > 0)
            return ExitCode.Refused;
        terminal.Output.WriteLine($"{file}: ok");
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
