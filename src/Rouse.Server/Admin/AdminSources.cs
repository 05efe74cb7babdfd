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

    /// <summary>Where the server listens.</summary>
    public required IFlowTable Transports { get; init; }

    /// <summary>Exchanges under way.</summary>
    public required Func<int> CountExchanges { get; init; }

    public required ITimelines Timelines { get; init; }

    public required IPushInspection Push { get; init; }

    /// <summary>Who is pushed, in words.</summary>
    public required Func<string> PushSetting { get; init; }
}
