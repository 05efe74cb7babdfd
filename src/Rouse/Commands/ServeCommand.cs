using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Configuration;
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
            using var stop = new StopSignal();
            using var reload = new ReloadSignal();
            return await RunAsync(options.Read(parsed), terminal, new ServerSignals(reload.Connect, stop.Token, stop.AtOnce));
        });
        return command;
    }

    static async Task<int> RunAsync(ServeArguments arguments, Terminal terminal, ServerSignals signals)
    {
        var source = new ConfigurationSource(arguments.ConfigFile, arguments.Settings);
        var configuration = source.Load();
        if (StartCheck.Faults(configuration) is { Count: > 0 } faults)
            return Refuse(terminal, faults);
        DataFolder? data = null;
        var isReady = false;
        try
        {
            data = DataFolder.Open(configuration.Options.Data);
            await ServeAsync(arguments, source, configuration, data, terminal, signals, () => isReady = true);
            return ExitCode.Done;
        }
        catch (Exception failure) when (failure is RefusedStartException or SocketException or StoreException)
        {
            return Refuse(terminal, [failure.Message]);
        }
        finally
        {
            if (isReady)
                data!.Dispose();
            else
                data?.Undo();
        }
    }

    static async Task ServeAsync(
        ServeArguments arguments,
        ConfigurationSource source,
        ServerConfiguration configuration,
        DataFolder data,
        Terminal terminal,
        ServerSignals signals,
        Action ready)
    {
        var options = configuration.Options;
        using var log = Logging.Log.Open(options.Log, TimeProvider.System);
        var surroundings = Surroundings.Look();
        using var certificates = TlsStart.Open(options, TimeProvider.System, log.Loggers);
        var start = FirstStart.Prepare(options, data, surroundings);
        var warnings = StartWarnings.Of(options, configuration.Settings);
        Warn(log.Loggers.CreateLogger("Start"), [.. warnings, .. TlsStart.FindWarnings(options, certificates)], arguments.LogSecrets);
        var setup = new ServerSetup
        {
            Source = source,
            Configuration = configuration,
            Data = data,
            Start = start,
            Log = log,
            LogSecrets = arguments.LogSecrets,
            Time = TimeProvider.System,
            Certificates = certificates,
        };
        await ServerHost.RunAsync(setup, signals, listeners =>
        {
            // Not before: what a refused start has made, passwords too, is gone again.
            new StartReport(options, start, data.Path, surroundings) { Certificates = certificates }
                .Write(terminal.Output, arguments.ConfigFile, terminal.IsWatched);
            terminal.Output.WriteLine($"ready on {string.Join(", ", listeners)}");
            ready();
        });
        terminal.Output.WriteLine("stopped");
    }

    static void Warn(ILogger log, IReadOnlyList<string> warnings, bool logSecrets)
    {
        foreach (var warning in warnings)
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
