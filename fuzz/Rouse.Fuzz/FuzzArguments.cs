using System.Globalization;

namespace Rouse.Fuzz;

/// <summary>What the command line asks for: <c>--executions 100000000 --workers 2 --target uri --seed 7</c>.</summary>
sealed record FuzzArguments
{
    public const string Usage =
        "usage: ./soak fuzz [--executions N | --seconds N] [--workers N] [--target NAME]… [--seed N] [--plain] [--findings FOLDER]";

    /// <summary>Of all targets and workers together; 10⁸ take an hour of two processors.</summary>
    public long Executions { get; init; } = 100_000_000;

    /// <summary>In place of a number of executions; 0: as many as it takes.</summary>
    public int Seconds { get; init; }

    /// <summary>Processes; each is busy with one thread.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    public int Seed { get; init; } = 1;

    /// <summary>Whether inputs are kept that lead somewhere new, which instrumented code tells.</summary>
    public bool IsGuided { get; init; } = true;

    /// <summary>Where what is found is written.</summary>
    public string Findings { get; init; } = Path.GetFullPath(Path.Combine("artifacts", "fuzz"));

    /// <summary>Names; none: all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<FuzzTarget> Targets =>
        Names.Count == 0 ? FuzzTarget.All : [.. FuzzTarget.All.Where(target => Names.Contains(target.Name))];

    /// <summary>Whether this process is one of the workers.</summary>
    public bool IsWorker { get; init; }

    public static bool TryParse(IReadOnlyList<string> args, out FuzzArguments arguments, out string fault)
    {
        (arguments, fault) = (new FuzzArguments(), "");
        for (var i = 0; i < args.Count && fault.Length == 0; i++)
        {
            (arguments, fault) = args[i] switch
            {
                "--plain" => (arguments with { IsGuided = false }, ""),
                "--worker" => (arguments with { IsWorker = true }, ""),
                _ when i + 1 < args.Count => With(arguments, args[i], args[++i]),
                _ => (arguments, $"not understood: {args[i]}"),
            };
        }
        return fault.Length == 0;
    }

    /// <summary>The same for one of the workers.</summary>
    public IEnumerable<string> ForWorker(int number) =>
    [
        "--worker", "--executions", Text(Executions / Workers), "--seconds", Text(Seconds), "--seed", Text((Seed * 1_000L) + number),
        "--findings", Findings, .. Names.SelectMany(static name => (string[])["--target", name]), .. IsGuided ? (string[])[] : ["--plain"],
    ];

    static (FuzzArguments Arguments, string Fault) With(FuzzArguments arguments, string option, string value)
    {
        if (option == "--findings")
            return (arguments with { Findings = Path.GetFullPath(value) }, "");
        if (option == "--target")
            return (arguments with { Names = [.. arguments.Names, value] }, "");
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (arguments, $"{option} takes a number, not {value}");
        return option switch
        {
            "--executions" => (arguments with { Executions = number }, ""),
            "--seconds" => (arguments with { Seconds = (int)number }, ""),
            "--workers" when number > 0 => (arguments with { Workers = (int)number }, ""),
            "--seed" => (arguments with { Seed = (int)number }, ""),
            _ => (arguments, $"not understood: {option} {value}"),
        };
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
