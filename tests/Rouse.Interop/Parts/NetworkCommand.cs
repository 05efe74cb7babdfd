using System.Diagnostics;

namespace Rouse.Interop.Parts;

/// <summary>Programs that change the network of this machine: ip, nft. They need root.</summary>
internal static class NetworkCommand
{
    public static Task Ip(params string[] arguments) => Run("ip", arguments);

    /// <summary>In a network namespace.</summary>
    public static Task In(string name, params string[] command) => Run("ip", ["netns", "exec", name, .. command]);

    private static async Task Run(string program, string[] arguments)
    {
        using var command = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        if (command.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}(a network of its own needs root)");
    }
}
