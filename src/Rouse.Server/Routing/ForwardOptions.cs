namespace Rouse.Server.Routing;

/// <summary><c>[forward]</c>: requests to domains that are not ours.</summary>
public sealed record ForwardOptions
{
    /// <summary>Who may call other domains.</summary>
    public ForwardFor For { get; init; }

    /// <summary>
    /// Whether that may lead to private addresses. Off: else users could reach with our address what only trusts our network.
    /// </summary>
    public bool PrivateNetworks { get; init; }
}

public enum ForwardFor : byte
{
    /// <summary>Users who have proved who they are, and trusted peers.</summary>
    Users,

    Nobody,
}
