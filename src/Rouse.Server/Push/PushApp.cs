using Rouse.Push;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Push;

/// <summary>An app that we can push: its provider and how it wants to be treated.</summary>
sealed record PushApp
{
    /// <summary>For people, such as <c>apns org.example.phone production</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its <c>pn-provider</c>; null takes every one.</summary>
    public required string? Type { get; init; }

    public required IPushProvider Provider { get; init; }

    /// <summary>Whether a <c>pn-param</c> names it; null: every one does.</summary>
    public Func<string, bool>? Serves { get; init; }

    /// <summary>Pushes phones that seem awake at once, too.</summary>
    public bool PushesAlways { get; init; }

    /// <summary>A pushed device that has not come is told by another push that the call is over.</summary>
    public bool SendsCancel { get; init; }

    /// <summary>Nothing is sent to Apple or Google.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Its labels in metrics: the first word of its name is the provider.</summary>
    public AppTags Tags => field ??= Name.Split(' ', 2) is [var provider, var app] ? new AppTags(provider, app) : new AppTags(Name, Name);
}
