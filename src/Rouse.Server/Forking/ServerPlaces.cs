using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Forking;

/// <param name="At">Where it is.</param>
/// <param name="RequestUri">What is asked for there; null leaves the Request-URI as it is.</param>
readonly record struct ServerPlace(Destination At, ReadOnlyMemory<byte>? RequestUri);

/// <summary>Where the server that a request goes to can be reached: tried one after the other, best first (RFC 3263 §4.3).</summary>
/// <param name="places">At least one.</param>
/// <param name="isOfOperator">Whether the operator named the server.</param>
/// <param name="flows">Opens the ways.</param>
/// <param name="failed">Those go to the end.</param>
sealed class ServerPlaces(IReadOnlyList<ServerPlace> places, bool isOfOperator, IFlowTable flows, FailedPlaces failed)
{
    readonly List<ServerPlace> _places = [.. failed.Order(places, static place => place.At)];
    readonly List<(Flow Flow, ServerPlace Place)> _taken = [];
    List<Destination>? _overTcp;
    int _next;

    /// <summary>Whether the operator named the server.</summary>
    public bool IsOfOperator => isOfOperator;

    /// <summary>Whether there is another to try.</summary>
    public bool HasMore => _next < _places.Count;

    /// <summary>The flow to the next place, opened now; null when there is none.</summary>
    public (Flow Flow, ReadOnlyMemory<byte>? RequestUri)? TakeNext()
    {
        while (HasMore)
        {
            var place = _places[_next++];
            if (Take(place) is { } flow)
                return (flow, place.RequestUri);
            failed.Add(place.At);
        }
        return null;
    }

    /// <summary>
    /// The place of a UDP flow by TCP, for a request that is too long for a datagram (RFC 3261 §18.1.1); null where we cannot. If that
    /// fails the datagram is tried after all.
    /// </summary>
    public Flow? TakeOverTcp(Flow udp)
    {
        if (PlaceOf(udp) is not { } place || _overTcp?.Contains(place.At) == true)
            return null;
        var byTcp = place with { At = place.At with { Transport = SipTransport.Tcp } };
        if (failed.Has(byTcp.At) || Take(byTcp) is not { } tcp)
            return null;
        (_overTcp ??= []).Add(place.At);
        _places.Insert(_next, place);
        return tcp;
    }

    /// <summary>Nothing came from there, or that it cannot serve.</summary>
    public void HasFailed(Flow flow)
    {
        if (PlaceOf(flow) is { } place)
            failed.Add(place.At);
    }

    public void HasAnswered(Flow flow)
    {
        if (failed.Count > 0 && PlaceOf(flow) is { } place)
            failed.Remove(place.At);
    }

    Flow? Take(ServerPlace place)
    {
        var flow = flows.FlowTo(place.At);
        if (flow != null)
            _taken.Add((flow, place));
        return flow;
    }

    ServerPlace? PlaceOf(Flow flow)
    {
        var at = _taken.FindLastIndex(taken => ReferenceEquals(taken.Flow, flow));
        return at < 0 ? null : _taken[at].Place;
    }
}
