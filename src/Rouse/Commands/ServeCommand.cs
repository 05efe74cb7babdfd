using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Configuration;
using Rouse.Server.Authentication;
using Rouse.Server.Storage;
using Rouse.Starting;

namespace Rouse.Commands;

/// <summary><c>rouse serve</c>: reads the configuration, prepares the data folder, says what was chosen, and runs the server.</summary>
static partial class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "serve", "Runs the server. Everything has a default; options beat ROUSE__SECTION__KEY variables, and these beat the file.");
        var options = new ServeOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            return await RunAsync(options.Read(parsed), terminal, signal.Token);
        });
        return command;
    }

    public static async Task<int> RunAsync(ServeArguments arguments, Terminal terminal, CancellationToken stop)
    {
        var configuration = ServerConfiguration.Load(arguments.ConfigFile, EnvironmentVariables.OfProcess(), arguments.Settings);
        if (configuration.Faults.Count > 0)
            return Refuse(terminal, configuration.Faults.Select(fault => fault.ToString()));
        try
        {
            await ServeAsync(arguments, configuration, terminal, stop);
            return ExitCode.Done;
        }
        catch (Exception failure) when (failure is RefusedStartException or SocketException or StoreException)
        {
            return Refuse(terminal, [failure.Message]);
        }
    }

    static async Task ServeAsync(ServeArguments arguments, ServerConfiguration configuration, Terminal terminal, CancellationToken stop)
    {
        var options = configuration.Options;
        using var logging = Logging.Log.Open(arguments.LogLevel, TimeProvider.System);
        using var data = DataFolder.Open(options.Data);
        var surroundings = Surroundings.Look();
        var start = FirstStart.Prepare(options, data, surroundings);
        new StartReport(options, start, data.Path, surroundings).Write(terminal.Output, arguments.ConfigFile, terminal.IsWatched);
        Warn(logging.CreateLogger("Start"), start, arguments.LogSecrets);
        var setup = new ServerSetup
        {
            Options = options,
            Data = data,
            Realm = start.Realm,
            Accounts = new AccountStore(start.Accounts),
            UsersPath = start.UsersPath,
            Logging = logging,
            LogSecrets = arguments.LogSecrets,
            Time = TimeProvider.System,
        };
        await ServerHost.RunAsync(setup, listeners => terminal.Output.WriteLine($"ready on {string.Join(", ", listeners)}"), stop);
        terminal.Output.WriteLine("stopped");
    }

    static void Warn(ILogger log, FirstStart start, bool logSecrets)
    {
        foreach (var warning in start.Warnings)
            LogWarning(log, warning);
        if (logSecrets)
            LogWarning(log, "passwords, push tokens and message bodies are shown in this log");
    }

    static int Refuse(Terminal terminal, IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            terminal.Error.WriteLine(reason);
        terminal.Error.WriteLine("rouse: not started");
        return ExitCode.Refused;
    }

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    static partial void LogWarning(ILogger log, string warning);
}
