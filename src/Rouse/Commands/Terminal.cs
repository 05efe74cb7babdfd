namespace Rouse.Commands;

/// <summary>Where a command writes.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="IsWatched">Whether a person reads the output: passwords go nowhere else.</param>
sealed record Terminal(TextWriter Output, TextWriter Error, bool IsWatched)
{
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected);
}
