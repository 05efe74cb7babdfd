namespace Rouse.Commands;

/// <summary>Where a command reads and writes.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="IsWatched">Whether a person reads the output: passwords go nowhere else.</param>
sealed record Terminal(TextWriter Output, TextWriter Error, bool IsWatched)
{
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>What the person types next, without showing it; null where no person types.</summary>
    public Func<string>? ReadHidden { get; init; }

    /// <summary>Width of a line; null where nothing is to be cut.</summary>
    public int? Columns { get; init; }

    public bool HasColor { get; init; }

    /// <summary>Of the person who reads: what is today, and the time zone.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected)
    {
        Input = Console.In,
        ReadHidden = Console.IsInputRedirected ? null : HiddenInput.Read,
        Columns = Console.IsOutputRedirected ? null : WidthOfWindow(),
        HasColor = !Console.IsOutputRedirected && MayColor(),
    };

    // no-color.org: set and not empty, whatever the value; a dumb terminal would show the codes.
    static bool MayColor() =>
        Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    static int? WidthOfWindow()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
