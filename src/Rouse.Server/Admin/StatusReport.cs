namespace Rouse.Server.Admin;

/// <summary>The server in a few lines.</summary>
sealed record StatusReport
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long UptimeSeconds { get; init; }

    /// <summary><c>ok</c> or <c>failing</c>, as <c>/healthz</c> says.</summary>
    public required string Health { get; init; }

    /// <summary>Bound addresses, such as <c>udp://192.0.2.1:5060</c>.</summary>
    public required IReadOnlyList<string> Listeners { get; init; }

    /// <summary>What the server is responsible for; empty: its own addresses and <see cref="Realm"/>.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    public required string Realm { get; init; }

    /// <summary>Bindings that have not ended.</summary>
    public required int Bindings { get; init; }

    /// <summary>Their states, some seconds old.</summary>
    public required BindingStates BindingStates { get; init; }

    /// <summary>Exchanges under way.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Calls that wait for sleeping phones alone.</summary>
    public required int HeldCalls { get; init; }

    /// <summary>Messages that do.</summary>
    public required int HeldMessages { get; init; }

    /// <summary>Who is pushed, in words.</summary>
    public required string Push { get; init; }

    /// <summary>Where bindings are kept, in words.</summary>
    public required string Store { get; init; }

    /// <summary>What an operator should look at.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Bindings by state.</summary>
sealed record BindingStates(int Awake, int Dormant, int Asleep, int CanBePushed);
