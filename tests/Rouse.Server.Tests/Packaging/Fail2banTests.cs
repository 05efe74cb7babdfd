using System.Diagnostics;
using System.Text.RegularExpressions;
using Rouse.Server.Guard;
using Rouse.Server.Tests.Configuration;
using Rouse.Server.Tests.Guard;
using Rouse.Testing;

namespace Rouse.Server.Tests.Packaging;

/// <summary>The filter reads the guard's lines as the log has them, and no others.</summary>
public sealed class Fail2banTests
{
    // As fail2ban sees a line: without its time.
    const string Text = " warn  Guard: ";
    const string Journal = "host rouse[4711]: Guard: ";

    static readonly string FilterPath = Path.Combine(SourceTree.Root, "packaging", "fail2ban", "rouse.conf");

    [Fact]
    public void Every_ban_of_a_source_is_read_in_the_log_and_in_the_journal()
    {
        var scene = new GuardScene();
        scene.SendFromAll("192.0.2.66", 30_000);
        for (var i = 0; i < 30_000; i++)
            scene.Admits(GuardScene.Sender($"2001:db8::{i:x}"));
        var lines = scene.Lines.ToList();

        Assert.Equal(2, lines.Count);
        foreach (var start in (string[])[Text, Journal])
            Assert.Equal(["192.0.2.66", "2001:db8::/64"], lines.Select(line => SourceIn(start + line)));
    }

    [Fact]
    public void Every_reason_is_read() => Assert.All(
        Enum.GetValues<BanReason>(), reason => Assert.Equal("192.0.2.66", SourceIn($"{Text}banned 192.0.2.66 for 120 s: {reason.Text()}")));

    [Theory]
    [InlineData(" warn  Guard: ignores port 192.0.2.66:5060 for 120 s: too many messages")]
    [InlineData(" info  Authentication: login failed for banned@example.org from 192.0.2.66: wrong password")]
    [InlineData("  | Guard: banned 192.0.2.66 for 120 s: too many messages")]
    [InlineData(" debug Sip: Guard: banned 192.0.2.66 for 120 s: too many messages")]
    [InlineData(" warn  Guard: banned 192.0.2.66 for 120 s: too many messages banned 192.0.2.7")]
    public void Nothing_else_is_read(string line) => Assert.Null(SourceIn(line));

    [Fact]
    public async Task The_program_itself_reads_it()
    {
        using var folder = new TemporaryFolder();
        var log = folder.Write("rouse.log", """
            2026-01-01 12:00:00.000 warn  Guard: banned 192.0.2.66 for 120 s: too many messages
            2026-01-01 12:00:00.100 warn  Guard: banned 2001:db8::/64 for 240 s: failed logins of too many users
            2026-01-01 12:00:00.200 warn  Guard: ignores port 192.0.2.7:5060 for 120 s: too many messages

            """);
        using var run = Process.Start(Program(log))!;
        var told = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains("3 lines, 0 ignored, 2 matched, 1 missed", told, StringComparison.Ordinal);
    }

    // ./test unpacks the program where it is not installed.
    static ProcessStartInfo Program(string log)
    {
        const string Installed = "/usr/bin/fail2ban-regex";
        if (File.Exists(Installed))
            return new ProcessStartInfo(Installed, [log, FilterPath]) { RedirectStandardOutput = true };
        var unpacked = Path.Combine(SourceTree.Root, "artifacts", "fail2ban");
        string[] arguments = ["--config", Path.Combine(unpacked, "etc", "fail2ban"), log, FilterPath];
        var program = new ProcessStartInfo(Path.Combine(unpacked, "usr", "bin", "fail2ban-regex"), arguments)
        {
            RedirectStandardOutput = true,
        };
        program.Environment["PYTHONPATH"] = Path.Combine(unpacked, "usr", "lib", "python3", "dist-packages");
        return program;
    }

    static string? SourceIn(string line)
    {
        var setting = File.ReadLines(FilterPath).Single(each => each.StartsWith("failregex = ", StringComparison.Ordinal));
        var pattern = setting["failregex = ".Length..].Replace("<SUBNET>", "(?<source>[0-9a-f.:]+(?:/[0-9]+)?)", StringComparison.Ordinal);
        return Regex.Match(line, pattern) is { Success: true } match ? match.Groups["source"].Value : null;
    }
}
