using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Admin;

/// <summary>What the answers to an operator are made of.</summary>
sealed record AdminSources
{
    public required TimeProvider Time { get; init; }

    public required Domains Domains { get; init; }

    public required ILocationStore Locations { get; init; }

    /// <summary>Contacts that do not register; null for none.</summary>
    public IRecords? Records { get; init; }

    /// <summary>Where the server listens.</summary>
    public required IFlowTable Transports { get; init; }

    /// <summary>Exchanges under way.</summary>
    public required Func<int> CountExchanges { get; init; }

    public required ITimelines Timelines { get; init; }

    public required IPushInspection Push { get; init; }

    /// <summary>How many phones are awake, dormant, asleep.</summary>
    public required BindingCensus Census { get; init; }

    /// <summary>Calls and messages that wait for sleeping phones.</summary>
    public required Func<(int Calls, int Messages)> CountHeld { get; init; }

    /// <summary>Where messages can be watched.</summary>
    public required SipTrace Trace { get; init; }

    /// <summary>What the server needs to do its work.</summary>
    public IReadOnlyList<HealthCheck> Health { get; init; } = [];

    /// <summary>What an operator should look at although the server works.</summary>
    public Func<IReadOnlyList<string>> Warnings { get; init; } = static () => [];

    /// <summary>Where bindings are kept, in words.</summary>
    public string Store { get; init; } = "memory: after a restart phones must register again";

    /// <summary>Who is not listened to.</summary>
    public required IBans Bans { get; init; }

    /// <summary>Who is pushed, in words.</summary>
    public required Func<string> PushSetting { get; init; }
}
