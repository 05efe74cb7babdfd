namespace Rouse.Server.Admin;

/// <summary>The server in a few lines.</summary>
sealed record StatusReport
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Bound addresses, such as <c>udp://192.0.2.1:5060</c>.</summary>
    public required IReadOnlyList<string> Listeners { get; init; }

    /// <summary>What the server is responsible for; empty: its own addresses and <see cref="Realm"/>.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    public required string Realm { get; init; }

    /// <summary>Bindings that have not ended.</summary>
    public required int Bindings { get; init; }

    /// <summary>Exchanges under way.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Who is pushed, in words.</summary>
    public required string Push { get; init; }
}
