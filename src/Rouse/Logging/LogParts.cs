namespace Rouse.Logging;

/// <summary>The parts of the program that log, by the names that stand in its lines.</summary>
static class LogParts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Accounts", "Admin", "Authentication", "Calls", "Dns", "Guard", "Location", "Push", "Registrar", "Reload", "Sip", "Start", "Stop",
        "Store", "TcpTransport", "Timelines", "Tls", "Trust", "UdpTransport",
    ];

    /// <summary>The part as it is written here; null where there is none of that name.</summary>
    public static string? Find(string name) => All.FirstOrDefault(part => part.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What stands in a line for a logger's category, which may be the name of a type.</summary>
    public static string Of(string category) => category[(category.LastIndexOf('.') + 1)..];
}
