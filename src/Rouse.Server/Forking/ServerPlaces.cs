using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Forking;

/// <summary>Where the server that a request goes to can be reached: tried one after the other, best first (RFC 3263 §4.3).</summary>
sealed class ServerPlaces(IReadOnlyList<Destination> places, IFlowTable flows, FailedPlaces failed)
{
    readonly List<Destination> _places = [.. failed.Order(places)];
    readonly List<(Flow Flow, Destination Place)> _taken = [];
    List<Destination>? _overTcp;
    int _next;

    /// <summary>Whether there is another to try.</summary>
    public bool HasMore => _next < _places.Count;

    /// <summary>The flow to the next place, opened now; null when there is none.</summary>
    public Flow? TakeNext()
    {
        while (HasMore)
        {
            var place = _places[_next++];
            if (Take(place) is { } flow)
                return flow;
            failed.Add(place);
        }
        return null;
    }

    /// <summary>
    /// The place of a UDP flow by TCP, for a request that is too long for a datagram (RFC 3261 §18.1.1); null where we cannot. If that
    /// fails the datagram is tried after all.
    /// </summary>
    public Flow? TakeOverTcp(Flow udp)
    {
        if (PlaceOf(udp) is not { } place || _overTcp?.Contains(place) == true)
            return null;
        if (Take(place with { Transport = SipTransport.Tcp }) is not { } tcp)
            return null;
        (_overTcp ??= []).Add(place);
        _places.Insert(_next, place);
        return tcp;
    }

    /// <summary>Nothing came from there, or that it cannot serve.</summary>
    public void HasFailed(Flow flow)
    {
        if (PlaceOf(flow) is { } place)
            failed.Add(place);
    }

    public void HasAnswered(Flow flow)
    {
        if (failed.Count > 0 && PlaceOf(flow) is { } place)
            failed.Remove(place);
    }

    Flow? Take(Destination place)
    {
        var flow = flows.FlowTo(place);
        if (flow != null)
            _taken.Add((flow, place));
        return flow;
    }

    Destination? PlaceOf(Flow flow)
    {
        var at = _taken.FindLastIndex(taken => ReferenceEquals(taken.Flow, flow));
        return at < 0 ? null : _taken[at].Place;
    }
}
