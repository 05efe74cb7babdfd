using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>Where a request goes on to.</summary>
/// <param name="Servers">Best first.</param>
/// <param name="IsOfOperator">The operator named the servers: they may be anywhere.</param>
readonly record struct Hop(IReadOnlyList<NextServer> Servers, bool IsOfOperator)
{
    /// <summary>Which places it may lead to; null: those where users may call.</summary>
    public Predicate<Destination>? Leads { get; init; }

    /// <summary>The way that it takes if it may lead nowhere; null: none.</summary>
    public Flow? Otherwise { get; init; }

    /// <summary>A server that the request itself names.</summary>
    public static Hop To(ServerName server) => new([new NextServer(server, null)], IsOfOperator: false);
}

/// <param name="Name">Who it is.</param>
/// <param name="RequestUri">What is asked for there; null leaves the Request-URI as it is.</param>
readonly record struct NextServer(ServerName Name, ReadOnlyMemory<byte>? RequestUri);

/// <summary>
/// Sends requests on to other servers (RFC 3261 §16.6 step 7): finds them by RFC 3263, and gives the fork all their places, best first.
/// </summary>
sealed class Onward(
    ServerSearches searches, FailedPlaces failed, IFlowTable flows, Live<ForwardOptions> options, NamedServers named)
{
    public Verdict Send(RequestContext request, Hop hop)
    {
        if (ViaBranches.IsLoop(request, flows.Listeners))
            return request.Answer(482);
        var servers = new List<NextServer>(hop.Servers.Count);
        foreach (var server in hop.Servers)
        {
            if ((request.IsSips ? server.Name.Secured() : server.Name) is { } name)
                servers.Add(server with { Name = name });
        }
        return searches.Find(
            request, servers.ConvertAll(static server => server.Name), (again, found) => Go(again, hop with { Servers = servers }, found));
    }

    /// <summary>To a server that nothing else leads to.</summary>
    public Verdict Send(RequestContext request, Flow flow) =>
        ViaBranches.IsLoop(request, flows.Listeners) ? request.Answer(482) : request.Fork(KindOf(request), [Target.InDialog(flow)]);

    Verdict Go(RequestContext request, Hop hop, IReadOnlyList<ServerSearch> searched)
    {
        var found = searched
            .SelectMany((search, i) => search.Found.Select(at => new ServerPlace(at, hop.Servers[i].RequestUri)))
            .ToList();
        var allowed = found.FindAll(place => IsAllowed(place.At, hop) && !flows.IsOurs(place.At));
        if (allowed.Count == 0)
            return found.Count > 0 ? TakeOther(request, hop, found[0].At) : NotFound(request, searched);
        // In a dialog it is the other server that names who comes next.
        if (hop.IsOfOperator && request.Dialog == null)
            allowed.ForEach(place => named.Add(place.At));
        var places = new ServerPlaces(allowed, hop.IsOfOperator, flows, failed);
        if (places.TakeNext() is not { } first)
            return Unavailable.Answer(request, "Server Cannot Be Reached");
        request.Step(StepKind.WentOn, detail: searched[0].Server.Host);
        return request.Fork(KindOf(request), [Target.Elsewhere(places, first)]);
    }

    static ForkKind KindOf(RequestContext request) => request.Request.Method == SipMethod.Invite ? ForkKind.Call : ForkKind.Basic;

    bool IsAllowed(Destination place, Hop hop) => hop.Leads is { } leads
        ? leads(place)
        : hop.IsOfOperator || options.Current.PrivateNetworks || !PrivateNetworks.Have(place.Remote.Address);

    Verdict TakeOther(RequestContext request, Hop hop, Destination refused)
    {
        if (hop.Otherwise is not { } flow || flows.IsOurs(refused))
            return Refuse(request, refused);
        request.Step(StepKind.Note, detail: $"not to {refused}, which the request names, but where the other side was seen");
        return request.Fork(KindOf(request), [Target.InDialog(flow)]);
    }

    Verdict Refuse(RequestContext request, Destination place)
    {
        request.Step(
            StepKind.Note,
            detail: flows.IsOurs(place) ? $"{place} is this server" : $"{place} is in a private network: forward.private_networks");
        return request.Answer(flows.IsOurs(place) ? 404 : 403);
    }

    static Verdict NotFound(RequestContext request, IReadOnlyList<ServerSearch> searched)
    {
        if (searched.Any(static search => search.Failure == SearchFailure.NameServer))
            return Unavailable.Answer(request, "Name Server Does Not Answer");
        return searched.Any(static search => search.Failure == SearchFailure.NoSuchServer)
            ? request.Answer(404, "No Such Server")
            : request.Answer(480, "Transport Not Supported");
    }
}
