using System.Diagnostics;
using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>What <c>docs/operations.md</c> says of certificates works as it stands there.</summary>
public sealed class TlsDocumentTests
{
    [Fact]
    public async Task Certificate_for_a_test_is_made_by_the_documented_command_and_taken()
    {
        var folder = Places.FreshFolder(nameof(TlsDocumentTests));
        var command = File.ReadLines(Path.Combine(Places.Root, "docs", "operations.md"))
            .Single(line => line.StartsWith("openssl req ", StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync("bash", ["-c", command], folder));
        File.WriteAllText(Path.Combine(folder, "rouse.toml"), """
            listen = ["tls://127.0.0.1:0"]
            [tls]
            certificate = "fullchain.pem"
            key = "privkey.pem"
            """);
        Assert.Equal(0, await RunAsync(Places.Rouse, ["check", "rouse.toml"], folder));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "privkey.pem")));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> RunAsync(string command, string[] arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
