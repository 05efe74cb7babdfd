using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rouse.Logging;
using Rouse.Server.Telemetry;
using Rouse.Testing;

namespace Rouse.Server.Tests.Logging;

public sealed partial class LogTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.Zero));

    [Fact]
    public void Part_with_a_level_of_its_own_logs_by_it()
    {
        var written = Write(
            new LogOptions { Levels = new Dictionary<string, LogLevel> { ["Push"] = LogLevel.Debug, ["Calls"] = LogLevel.Error } }, log =>
            {
                foreach (var part in (string[])["Push", "Calls", "Rouse.Server.Transport.TcpTransport"])
                {
                    var logger = log.Loggers.CreateLogger(part);
                    Say(logger, LogLevel.Debug, "fine");
                    Say(logger, LogLevel.Warning, "worse");
                }
            });

        Assert.Equal(
            [
                "2026-11-25 01:02:03.000 debug Push: fine", "2026-11-25 01:02:03.000 warn  Push: worse",
                "2026-11-25 01:02:03.000 warn  TcpTransport: worse",
            ],
            written);
    }

    [Fact]
    public void Levels_can_be_changed_while_loggers_are_in_use()
    {
        var written = Write(new LogOptions(), log =>
        {
            var logger = log.Loggers.CreateLogger("Push");
            Say(logger, LogLevel.Debug, "before");
            log.Levels.Change(new LogOptions { Level = LogLevel.Debug });
            Say(logger, LogLevel.Debug, "after");
        });

        Assert.Equal(["2026-11-25 01:02:03.000 debug Push: after"], written);
    }

    [Fact]
    public void Output_that_nobody_reads_holds_nobody_up_and_what_is_lost_is_told()
    {
        using var output = new StuckStream();
        using (var log = Log.Open(new LogOptions(), _time, output, isJournal: false))
        {
            var logger = log.Loggers.CreateLogger("Calls");
            Say(logger, LogLevel.Information, "stuck");
            output.WaitUntilStuck();
            for (var i = 0; i < LineQueue.MaxLines + 7; i++)
                Say(logger, LogLevel.Information, "line");
            Assert.Equal(7, log.Lost);
            output.Release();
        }

        var lines = output.Text.TrimEnd('\n').Split('\n');
        Assert.Equal(LineQueue.MaxLines + 2, lines.Length);
        Assert.EndsWith("warn  Log: 7 lines of this log were lost: nobody read them in time", lines[^1]);
    }

    [Fact]
    public async Task Output_that_is_stuck_for_ever_does_not_keep_the_program()
    {
        using var output = new StuckStream();
        var log = Log.Open(new LogOptions(), _time, output, isJournal: false);
        Say(log.Loggers.CreateLogger("Calls"), LogLevel.Information, "stuck");
        output.WaitUntilStuck();
        await Task.Run(log.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Empty(output.Text);
        output.Release();
    }

    [Fact]
    public void Output_that_fails_costs_lines_and_nothing_else()
    {
        using var output = new BrokenStream();
        using var log = Log.Open(new LogOptions(), _time, output, isJournal: false);
        Say(log.Loggers.CreateLogger("Calls"), LogLevel.Information, "one");
        log.Dispose();

        Assert.Equal(1, log.Lost);
    }

    /// <summary>So that every part can be given a level, and no name is taken for one.</summary>
    [Fact]
    public void Parts_are_those_that_log()
    {
        var names =
            from file in Directory.GetFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from Match match in Creation().Matches(File.ReadAllText(file))
            select match.Groups[1].Value;

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), LogParts.All);
    }

    string[] Write(LogOptions options, Action<Log> act)
    {
        using var output = new MemoryStream();
        using (var log = Log.Open(options, _time, output, isJournal: false))
            act(log);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static void Say(ILogger logger, LogLevel level, string text) => logger.Log(level, default, text, null, static (state, _) => state);

    [GeneratedRegex("""CreateLogger(?:\("|<)(\w+)(?:"\)|>)""")]
    private static partial Regex Creation();

    /// <summary>A terminal that was stopped.</summary>
    sealed class StuckStream : MemoryStream
    {
        readonly ManualResetEventSlim _stuck = new();
        readonly ManualResetEventSlim _released = new();

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void WaitUntilStuck() => _stuck.Wait(TestContext.Current.CancellationToken);

        public void Release() => _released.Set();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _stuck.Set();
            _released.Wait(CancellationToken.None);
            base.Write(buffer, offset, count);
        }
    }

    /// <summary>A pipe whose reader is gone.</summary>
    sealed class BrokenStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");
    }
}
