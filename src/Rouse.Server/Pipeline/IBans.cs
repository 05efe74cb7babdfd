namespace Rouse.Server.Pipeline;

/// <summary>Who is not listened to, for who asks.</summary>
interface IBans
{
    /// <summary>Those that last, and whose further tries of a user are ignored, the longest first.</summary>
    IReadOnlyList<BanReport> List();

    /// <summary>Ends those of a source, its ports and the users it tried, and forgets how many there were.</summary>
    /// <param name="source">An IP address, or a /64.</param>
    /// <returns>How many it ended; null where the text names no source.</returns>
    int? Lift(string source);
}

/// <summary>One ban.</summary>
/// <param name="Source">An IPv4 address, a /64, or (a port alone) an address with its port.</param>
/// <param name="Reason">In words.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Count">Which one within a day.</param>
sealed record BanReport(string Source, string Reason, DateTimeOffset Until, int Count);
