using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Packaging;

/// <summary>What systemd hears from the built program.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServiceNoticeTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();
    readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_says_when_it_is_ready_and_when_it_stops(bool isAbstract)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || !isAbstract, "only Linux has abstract names");
        using var timeout = new CancellationTokenSource(Patience);
        var name = isAbstract ? $"rouse-test-{Guid.NewGuid():N}" : _folder["notify"];
        _systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{name}" : name));
        using var rouse = Start(("NOTIFY_SOCKET", isAbstract ? $"@{name}" : name));

        Assert.Equal("READY=1\nSTATUS=Serving", await HearAsync(timeout.Token));
        Assert.True(File.Exists(_folder["data/rouse.sock"]));
        using var kill = Process.Start("kill", ["-TERM", $"{rouse.Id}"]);
        Assert.Equal("STOPPING=1\nSTATUS=Stopping", await HearAsync(timeout.Token));
        await rouse.WaitForExitAsync(timeout.Token);
        Assert.Equal(0, rouse.ExitCode);
    }

    /// <summary>With the time of the monotonic clock, without which <c>Type=notify-reload</c> does not know which reload it was.</summary>
    [Fact]
    public async Task Reload_is_told_from_its_begin_to_its_end()
    {
        using var timeout = new CancellationTokenSource(Patience);
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        using var rouse = Start(("NOTIFY_SOCKET", _folder["notify"]));
        await HearAsync(timeout.Token);
        var before = Stopwatch.GetTimestamp();
        using var hup = Process.Start("kill", ["-HUP", $"{rouse.Id}"]);
        var reloading = (await HearAsync(timeout.Token)).Split('\n');
        var serving = await HearAsync(timeout.Token);
        var after = Stopwatch.GetTimestamp();
        rouse.Kill();
        await rouse.WaitForExitAsync(timeout.Token);

        Assert.Equal(["RELOADING=1", "STATUS=Reading the configuration"], [reloading[0], reloading[2]]);
        Assert.StartsWith("MONOTONIC_USEC=", reloading[1]);
        var at = long.Parse(reloading[1]["MONOTONIC_USEC=".Length..], CultureInfo.InvariantCulture);
        Assert.InRange(at, Microseconds(before), Microseconds(after));
        Assert.Equal("READY=1\nSTATUS=Serving", serving);
    }

    [Fact]
    public async Task Watchdog_is_fed_in_half_of_its_time()
    {
        using var timeout = new CancellationTokenSource(Patience);
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        using var rouse = Start(("NOTIFY_SOCKET", _folder["notify"]), ("WATCHDOG_USEC", "200000"));
        var heard = new List<string>();
        while (heard.Count < 4)
            heard.Add(await HearAsync(timeout.Token));
        rouse.Kill();
        await rouse.WaitForExitAsync(timeout.Token);

        Assert.Equal(["READY=1\nSTATUS=Serving", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"], heard);
    }

    [Fact]
    public async Task Watchdog_of_another_process_is_none()
    {
        using var timeout = new CancellationTokenSource(Patience);
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        using var rouse = Start(("NOTIFY_SOCKET", _folder["notify"]), ("WATCHDOG_USEC", "1000"), ("WATCHDOG_PID", "1"));
        await HearAsync(timeout.Token);
        using var kill = Process.Start("kill", ["-TERM", $"{rouse.Id}"]);

        Assert.Equal("STOPPING=1\nSTATUS=Stopping", await HearAsync(timeout.Token));
        await rouse.WaitForExitAsync(timeout.Token);
    }

    [Fact]
    public async Task Nobody_at_the_socket_stops_nothing()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var rouse = Start(("NOTIFY_SOCKET", _folder["nobody"]), ("WATCHDOG_USEC", "100000"));
        string? line;
        do
        {
            line = await rouse.StandardOutput.ReadLineAsync(timeout.Token);
        }
        while (line?.StartsWith("ready", StringComparison.Ordinal) == false);
        using var kill = Process.Start("kill", ["-TERM", $"{rouse.Id}"]);
        await rouse.WaitForExitAsync(timeout.Token);

        Assert.Equal(0, rouse.ExitCode);
    }

    static long Microseconds(long timestamp) => timestamp / (Stopwatch.Frequency / 1_000_000);

    async Task<string> HearAsync(CancellationToken cancellation)
    {
        var buffer = new byte[1_024];
        return Encoding.UTF8.GetString(buffer, 0, await _systemd.ReceiveAsync(buffer, cancellation));
    }

    Process Start(params (string Name, string Text)[] variables)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "rouse"), "serve --listen udp://127.0.0.1:0")
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, text) in variables)
            start.Environment[name] = text;
        return Process.Start(start) ?? throw new InvalidOperationException("no process");
    }
}
