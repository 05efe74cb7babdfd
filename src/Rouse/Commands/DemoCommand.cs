using System.CommandLine;
using Rouse.Demo;
using Rouse.Starting;

namespace Rouse.Commands;

/// <summary>
/// <c>rouse demo</c>: starts a server as a process of its own, lets built-in phones sleep, wake, call and send messages, and shows why each
/// phone rang or did not.
/// </summary>
static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "demo",
            "Shows calls and messages waking sleeping phones, in a few seconds and on this machine alone: a server on free ports, built-in "
            + "phones, and a sandbox in place of Apple and Google. Ends with 0 only if all of it happened.");
        command.SetAction(async (_, _) =>
        {
            using var signal = new StopSignal();
            return await RunAsync(ThisProgram(), terminal, signal.Token);
        });
        return command;
    }

    /// <param name="program">How to start this program: the command and what comes before its own arguments.</param>
    /// <param name="terminal">Where the story is told.</param>
    /// <param name="stop">Ends the demo.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> program, Terminal terminal, CancellationToken stop)
    {
        try
        {
            using var folder = new DemoFolder(DemoStage.Alice, DemoStage.Bob, DemoStage.Carol);
            await using var server = ServerProcess.Start(program, folder.Path, terminal.Time);
            return await PlayAsync(server, folder, terminal, stop);
        }
        catch (Exception failure) when (failure is DemoException or RefusedStartException or IOException)
        {
            return Fail(terminal, failure);
        }
    }

    static async Task<int> PlayAsync(ServerProcess server, DemoFolder folder, Terminal terminal, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var played = PlayScenesAsync(server, folder, terminal, over.Token);
        var died = server.DiedAsync(over.Token);
        var first = await Task.WhenAny(played, died);
        await over.CancelAsync();
        await Task.WhenAll(played, died).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await first;
            return ExitCode.Done;
        }
        catch (Exception failure) when (DemoScript.IsReason(failure) && !stop.IsCancellationRequested)
        {
            Fail(terminal, failure);
            terminal.Error.WriteLine("rouse: the last lines of its server:");
            foreach (var line in server.LastLines)
                terminal.Error.WriteLine($"  {line}");
            return ExitCode.Refused;
        }
        // Ctrl-C reaches the server too: what fails then fails because of it.
        catch (Exception end) when (stop.IsCancellationRequested && (end is OperationCanceledException || DemoScript.IsReason(end)))
        {
            terminal.Error.WriteLine("rouse: the demo was stopped");
            return ExitCode.Refused;
        }
    }

    static int Fail(Terminal terminal, Exception failure)
    {
        terminal.Error.WriteLine($"rouse: the demo failed: {failure.Message}");
        return ExitCode.Refused;
    }

    static async Task PlayScenesAsync(ServerProcess process, DemoFolder folder, Terminal terminal, CancellationToken cancellation)
    {
        var server = await process.ReadyAsync(cancellation);
        terminal.Output.WriteLine("Three phones, a server that wakes them, and a sandbox in place of Apple and Google.");
        terminal.Output.WriteLine($"  server  rouse serve, process {process.Id}, on {server.Sip} (TCP), data in {folder.Path}");
        await using var stage = new DemoStage(server, folder.PasswordOf, terminal, DemoScript.UsualPatience);
        await DemoScript.PlayAsync(stage, terminal, cancellation);
    }

    // Under 'dotnet rouse.dll' the process is dotnet.
    static string[] ThisProgram()
    {
        var process = Environment.ProcessPath ?? throw new InvalidOperationException("the system does not say which program this is");
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "rouse.dll")]
            : [process];
    }
}
