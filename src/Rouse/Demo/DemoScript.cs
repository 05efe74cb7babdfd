using Rouse.Admin;
using Rouse.Commands;
using Rouse.Rendering;
using Rouse.Sandbox.Softphones;

namespace Rouse.Demo;

/// <summary>The demo on a running server, scene by scene.</summary>
static class DemoScript
{
    /// <summary>Own decision: everything takes milliseconds, and what fails is told within the 20 s that the demo may take.</summary>
    public static TimeSpan UsualPatience { get; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether a failure is one of what is shown, and its message the reason.</summary>
    public static bool IsReason(Exception failure) => failure is DemoException or SoftphoneException or AdminException;

    /// <exception cref="Exception">Something did not happen: see <see cref="IsReason"/>.</exception>
    public static async Task PlayAsync(DemoStage stage, Terminal terminal, CancellationToken cancellation)
    {
        var began = terminal.Time.GetTimestamp();
        await new CallScene(stage, terminal.Time).PlayAsync(cancellation);
        await new MessageScene(stage, terminal.Time).PlayAsync(cancellation);
        await new DeadTokenScene(stage, terminal.Time).PlayAsync(cancellation);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(stage.Ink.Good($"All of it happened, in {LocalTime.Show(terminal.Time.GetElapsedTime(began))}."));
    }
}
