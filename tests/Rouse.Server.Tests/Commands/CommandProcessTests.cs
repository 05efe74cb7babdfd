using System.Diagnostics;
using System.Runtime.Versioning;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Commands;

/// <summary>The built program as server and as command, in one working directory.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CommandProcessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_find_the_server_of_their_working_directory()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var server = Start("serve --listen udp://127.0.0.1:0 --domain example.org");
        string? line;
        do
        {
            line = await server.StandardOutput.ReadLineAsync(timeout.Token);
        }
        while (line is not null && !line.StartsWith("ready", StringComparison.Ordinal));
        var calls = await RunAsync("calls", timeout.Token);
        var added = await RunAsync("user add carol --generate", timeout.Token);
        var second = await RunAsync("serve --listen udp://127.0.0.1:0", timeout.Token);
        using var kill = Process.Start("kill", ["-TERM", server.Id.ToString()]);
        await server.WaitForExitAsync(timeout.Token);
        var after = await RunAsync("calls", timeout.Token);

        Assert.Equal((0, "no calls yet\n"), (calls.ExitCode, calls.Output));
        Assert.Equal(0, added.ExitCode);
        Assert.EndsWith("the running server knows it\n", added.Output);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by another rouse", second.Error);
        Assert.Equal((1, ""), (after.ExitCode, after.Output));
        Assert.StartsWith("rouse: no rouse is running with data folder ", after.Error);
        Assert.False(File.Exists(_folder["data/rouse.sock"]));
    }

    async Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments, CancellationToken cancellation)
    {
        using var rouse = Start(arguments);
        var output = rouse.StandardOutput.ReadToEndAsync(cancellation);
        var error = rouse.StandardError.ReadToEndAsync(cancellation);
        await rouse.WaitForExitAsync(cancellation);
        return (rouse.ExitCode, await output, await error);
    }

    Process Start(string arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "rouse"), arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("no process");
}
