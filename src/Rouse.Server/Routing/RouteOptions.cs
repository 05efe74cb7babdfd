namespace Rouse.Server.Routing;

/// <summary>
/// <c>[[route]]</c>: requests that go to a trunk or another server. All conditions that are given must hold, of each any of its patterns;
/// the first route that fits is taken.
/// </summary>
public sealed record RouteOptions
{
    /// <summary>For timelines and faults.</summary>
    public string Name { get; init; } = "";

    public IReadOnlyList<RouteTarget> To { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Patterns of the Request-URI's host; a telephone number (<c>tel:</c>) has none.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Patterns of the Request-URI's user, or of the telephone number.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary><c>Name: pattern</c></summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Networks that the request comes from, as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public RouteFrom From { get; init; }

    /// <summary>Only where a user of our own has no account or no phone.</summary>
    public bool Fallback { get; init; }

    /// <summary>Whether the Request-URI gets the host and port of the target, as most trunks want it.</summary>
    public bool RewriteDomain { get; init; }
}

/// <param name="Uri">SIP or SIPS; looked up by RFC 3263 unless it says everything.</param>
/// <param name="Priority">The lowest first, as in SRV (RFC 2782).</param>
/// <param name="Weight">Share among those of one priority.</param>
public sealed record RouteTarget(string Uri, int Priority = 1, int Weight = 1);

/// <summary>Whose requests a route takes.</summary>
public enum RouteFrom : byte
{
    /// <summary>Of users who have proved who they are, and of trusted peers: nobody else costs the operator money.</summary>
    Users,

    /// <summary>Whatever comes: for a server that looks at it itself.</summary>
    Anyone,
}
