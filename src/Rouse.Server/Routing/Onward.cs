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
    /// <summary>A server that the request itself names.</summary>
    public static Hop To(ServerName server, bool isOfOperator = false) => new([new NextServer(server, null)], isOfOperator);
}

/// <param name="Name">Who it is.</param>
/// <param name="RequestUri">What is asked for there; null leaves the Request-URI as it is.</param>
readonly record struct NextServer(ServerName Name, ReadOnlyMemory<byte>? RequestUri);

/// <summary>
/// Sends requests on to other servers (RFC 3261 §16.6 step 7): finds them by RFC 3263, and gives the fork all their places, best first.
/// </summary>
sealed class Onward(ServerResolver resolver, FailedPlaces failed, IFlowTable flows, Live<ForwardOptions> options)
{
    public Verdict Send(RequestContext request, Hop hop)
    {
        var searches = new List<(ServerSearch Search, ReadOnlyMemory<byte>? RequestUri)>(hop.Servers.Count);
        var unended = new List<ServerSearch>();
        foreach (var (name, requestUri) in hop.Servers)
        {
            if ((request.IsSips ? name.Secured() : name) is not { } wanted)
                continue;
            if (!resolver.TryFind(wanted, out var search))
                unended.Add(search);
            searches.Add((search, requestUri));
        }
        if (unended.Count == 0)
            return Go(request, hop, searches);
        var verdict = request.Suspend();
        var left = unended.Count;
        foreach (var search in unended)
        {
            resolver.Load(search, _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    request.Complete(again => Go(again, hop, searches));
            });
        }
        return verdict;
    }

    Verdict Go(RequestContext request, Hop hop, List<(ServerSearch Search, ReadOnlyMemory<byte>? RequestUri)> searches)
    {
        var found = searches.SelectMany(static each => each.Search.Found.Select(at => new ServerPlace(at, each.RequestUri))).ToList();
        var allowed = found.FindAll(place => IsAllowed(place.At, hop) && !IsOurs(place.At));
        if (allowed.Count == 0)
            return found.Count > 0 ? Refuse(request, found[0].At) : NotFound(request, searches.ConvertAll(static each => each.Search));
        var places = new ServerPlaces(allowed, hop.IsOfOperator, flows, failed);
        if (places.TakeNext() is not { } first)
            return Unavailable.Answer(request, "Server Cannot Be Reached");
        request.Step(StepKind.WentOn, detail: searches[0].Search.Server.Host);
        var kind = request.Request.Method == SipMethod.Invite ? ForkKind.Call : ForkKind.Basic;
        return request.Fork(kind, [Target.Elsewhere(places, first)]);
    }

    bool IsAllowed(Destination place, Hop hop) =>
        hop.IsOfOperator || options.Current.PrivateNetworks || !PrivateNetworks.Have(place.Remote.Address);

    // It would come back to us, and again, until a hash or Max-Forwards ends it.
    bool IsOurs(Destination place)
    {
        foreach (var listener in flows.Listeners)
        {
            if (listener.Transport == place.Transport && listener.Local.Equals(place.Remote))
                return true;
        }
        return false;
    }

    Verdict Refuse(RequestContext request, Destination place)
    {
        request.Step(
            StepKind.Note,
            detail: IsOurs(place) ? $"{place} is this server" : $"{place} is in a private network: forward.private_networks");
        return request.Answer(IsOurs(place) ? 404 : 403);
    }

    static Verdict NotFound(RequestContext request, List<ServerSearch> searches)
    {
        if (searches.Exists(static search => search.Failure == SearchFailure.NameServer))
            return Unavailable.Answer(request, "Name Server Does Not Answer");
        return searches.Exists(static search => search.Failure == SearchFailure.NoSuchServer)
            ? request.Answer(404, "No Such Server")
            : request.Answer(480, "Transport Not Supported");
    }
}
