using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>The ways to servers that are no phones of ours, with what is remembered of them.</summary>
sealed class OtherServers
{
    /// <param name="records">Name servers, and what they said.</param>
    /// <param name="options"><c>[forward]</c></param>
    /// <param name="flows">Opens the ways.</param>
    /// <param name="time">How long what failed is put off.</param>
    /// <param name="trust">Whom the operator trusts.</param>
    /// <param name="dice">A number from 0 to below its argument: which of several equal servers is tried first.</param>
    public OtherServers(
        DnsRecords records, Live<ForwardOptions> options, IFlowTable flows, TimeProvider time, ITrust trust, Func<int, int> dice)
    {
        var searches = new ServerSearches(new ServerResolver(records, () => flows.Listeners, time, dice));
        var failed = new FailedPlaces(time);
        Searches = searches;
        Named = new NamedServers(time);
        Onward = new Onward(searches, failed, flows, options, Named);
        Targets = new ServerTargets(searches, failed, flows, Named);
        Edges = new EdgeProxies(searches, flows, options, trust);
    }

    /// <summary>Where they are.</summary>
    public ServerSearches Searches { get; }

    /// <summary>For requests that leave.</summary>
    public Onward Onward { get; }

    /// <summary>For servers in place of phones.</summary>
    public ServerTargets Targets { get; }

    /// <summary>Those of the operator.</summary>
    public NamedServers Named { get; }

    /// <summary>For phones behind proxies.</summary>
    public EdgeProxies Edges { get; }
}
