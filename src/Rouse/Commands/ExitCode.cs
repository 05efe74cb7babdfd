namespace Rouse.Commands;

/// <summary>What the program ends with.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>The configuration is wrong, Rouse could not start, or what was asked could not be done.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
