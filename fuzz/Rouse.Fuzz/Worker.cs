using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Rouse.Fuzz;

/// <summary>One process of a campaign: all its targets in turn, until enough was run or something was found.</summary>
sealed class Worker(FuzzArguments arguments, TextWriter output)
{
    /// <summary>Own decision: ten thousand times what an input takes, on a machine that is busy with other things.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Of one target before the next has its turn; own decision, a second or less.
    const int Slice = 5_000;

    readonly Stopwatch _clock = Stopwatch.StartNew();
    FuzzRun? _running;
    byte[]? _watched;

    /// <summary>0: all was survived.</summary>
    public int Run()
    {
        using var watch = new Timer(_ => Watch(), null, Patience, Patience);
        // Each its own map: what is new to one target may be old to another.
        var runs = arguments.Targets
            .Select((target, i) => new FuzzRun(
                target, unchecked((arguments.Seed * 31) + i), arguments.IsGuided ? new CoverageMap() : null))
            .ToList();
        var finding = default(Finding);
        while (finding is null && !IsOver(runs))
        {
            foreach (var run in runs)
            {
                _running = run;
                if ((finding = run.Run(Slice)) is not null)
                    break;
            }
        }
        foreach (var run in runs)
            Report(run);
        if (finding is null)
            return 0;
        Tell("found", finding.Target.Name, Keep(finding.Target, finding.Input), finding.Failure.Message.ReplaceLineEndings(" "));
        return 1;
    }

    bool IsOver(List<FuzzRun> runs) =>
        arguments.Seconds > 0 ? _clock.Elapsed.TotalSeconds >= arguments.Seconds : runs.Sum(run => run.Executions) >= arguments.Executions;

    // Input that never comes back is a finding, too.
    void Watch()
    {
        var running = _running;
        if (running is null || !ReferenceEquals(_watched, running.Current))
        {
            _watched = running?.Current;
            return;
        }
        Tell("found", running.Target.Name, Keep(running.Target, running.Current), $"not done after {Patience.TotalSeconds} s");
        Environment.Exit(1);
    }

    string Keep(FuzzTarget target, byte[] input)
    {
        var folder = Directory.CreateDirectory(Path.Combine(arguments.Findings, target.Name)).FullName;
        var path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16] + ".bin");
        File.WriteAllBytes(path, input);
        return path;
    }

    void Report(FuzzRun run) => Tell(
        "ran", run.Target.Name, run.Executions.ToString(CultureInfo.InvariantCulture), run.Kept.ToString(CultureInfo.InvariantCulture));

    void Tell(params string[] words)
    {
        output.WriteLine(string.Join('\t', words));
        output.Flush();
    }
}
