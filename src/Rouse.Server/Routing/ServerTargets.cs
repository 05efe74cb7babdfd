using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>Servers that the operator wrote down beside the users: they may be anywhere but here.</summary>
sealed class ServerTargets(ServerSearches searches, FailedPlaces failed, IFlowTable flows, NamedServers named) : IServerTargets
{
    public Verdict Prepare(RequestContext request, IReadOnlyList<SipUri> servers, Func<RequestContext, Verdict> then)
    {
        var names = new List<ServerName>(servers.Count);
        foreach (var server in servers)
        {
            if (NameOf(request, server) is { } name)
                names.Add(name);
        }
        return searches.Find(request, names, (again, _) => then(again));
    }

    public Target? Find(RequestContext request, WrittenServer server)
    {
        if (NameOf(request, server.Next) is not { } name || searches.Find(name) is not { } search)
            return null;
        var places = search.Found.Where(at => !flows.IsOurs(at)).Select(at => new ServerPlace(at, server.RequestUri)).ToList();
        if (places.Count == 0)
            return null;
        places.ForEach(place => named.Add(place.At));
        var all = new ServerPlaces(places, isOfOperator: true, flows, failed);
        return all.TakeNext() is { } first ? Target.Written(all, first, server.Q, server.Path) : null;
    }

    /// <summary>Whom a URI names, for a request that may need TLS; null where nobody can.</summary>
    public static ServerName? NameOf(RequestContext request, SipUri uri) =>
        !ServerName.TryOf(uri, out var name) ? null : request.IsSips ? name.Secured() : name;
}
