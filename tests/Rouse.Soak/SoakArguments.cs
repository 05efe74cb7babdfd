using System.Globalization;

namespace Rouse.Soak;

/// <summary>What the command line asks for: <c>crash --kills 1000 --seed 7 --keep</c>.</summary>
sealed record SoakArguments
{
    public const string Usage = """
        usage: ./soak crash [--kills N] [--seed N] [--keep]
               ./soak flood [--seconds N] [--seed N] [--keep]
               ./soak hostile [--messages N] [--seed N] [--keep]
               ./soak fuzz …
        """;

    static readonly string[] Names = ["crash", "flood", "hostile"];

    /// <summary>Which soak.</summary>
    public required string Name { get; init; }

    /// <summary>How often the server is killed. 1000 take some ten minutes.</summary>
    public int Kills { get; init; } = 1000;

    /// <summary>How long each flood lasts. There are eight.</summary>
    public int Seconds { get; init; } = 20;

    /// <summary>How many malformed messages are sent. A million take some minutes.</summary>
    public int Messages { get; init; } = 1_000_000;

    /// <summary>Of all choices; what the machine's timing decides is not in it.</summary>
    public int Seed { get; init; }

    /// <summary>Whether the folder with data and log of the server stays when all went well.</summary>
    public bool Keeps { get; init; }

    public static bool TryParse(IReadOnlyList<string> args, out SoakArguments arguments, out string fault)
    {
        arguments = new SoakArguments { Name = args.Count == 0 ? "" : args[0], Seed = Random.Shared.Next(1, 1_000_000) };
        fault = args.Count == 0 ? "which soak?" : Names.Contains(args[0]) ? "" : $"there is no soak '{args[0]}'";
        for (var i = 1; i < args.Count && fault.Length == 0; i++)
        {
            var number = i + 1 < args.Count && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : 0;
            (arguments, fault) = args[i] switch
            {
                "--keep" => (arguments with { Keeps = true }, ""),
                "--kills" when number > 0 => (arguments with { Kills = number }, ""),
                "--seconds" when number > 0 => (arguments with { Seconds = number }, ""),
                "--messages" when number > 0 => (arguments with { Messages = number }, ""),
                "--seed" when number > 0 => (arguments with { Seed = number }, ""),
                _ => (arguments, $"not understood: {args[i]}"),
            };
            i += args[i] == "--keep" ? 0 : 1;
        }
        return fault.Length == 0;
    }
}
