using System.Diagnostics.Metrics;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Transport;

/// <summary>The metrics of the transports: what the listeners of each have counted.</summary>
sealed class TrafficMeter
{
    readonly Func<IReadOnlyList<Listener>> _listeners;

    public TrafficMeter(Meter meter, Func<IReadOnlyList<Listener>> listeners)
    {
        _listeners = listeners;
        Count(meter, "rouse.sip.requests.received", "SIP requests that came, retransmissions too.",
            traffic => traffic.RequestsReceived, Label.Method);
        Count(meter, "rouse.sip.requests.sent", "SIP requests sent, retransmissions too.", traffic => traffic.RequestsSent, Label.Method);
        Count(meter, "rouse.sip.responses.received", "SIP responses that came.", traffic => traffic.ResponsesReceived, Label.Class);
        Count(meter, "rouse.sip.responses.sent", "SIP responses sent, repeated ones too.", traffic => traffic.ResponsesSent, Label.Class);
        Count(meter, "rouse.sip.received", "Octets of the SIP messages that came.", Traffic.Event.BytesReceived, "By");
        Count(meter, "rouse.sip.sent", "Octets of the SIP messages sent.", Traffic.Event.BytesSent, "By");
        Count(meter, "rouse.sip.broken", "What came and is no SIP: dropped.", Traffic.Event.Broken);
        Count(meter, "rouse.sip.send.failures", "Messages that could not be sent, as on a closed connection.", Traffic.Event.SendFailed);
        CountConnections(meter, "rouse.connections.accepted", "Connections accepted.", Traffic.Event.ConnectionOpened);
        CountConnections(meter, "rouse.connections.aborted", "Connections that Rouse ended: too slow, silent too long, or at its stop.",
            Traffic.Event.ConnectionAborted);
        meter.CreateObservableGauge("rouse.connections.open", MeasureOpen, null, "Connections that are open.");
    }

    void Count(Meter meter, string name, string description, Traffic.Event counted, string? unit = null) =>
        meter.CreateObservableCounter(
            name, () => ByTransport().Select(of => new Measurement<long>(Sum(of, counted), Tag(of.Key))), unit, description);

    void CountConnections(Meter meter, string name, string description, Traffic.Event counted) =>
        meter.CreateObservableCounter(
            name, () => OfStreams().Select(of => new Measurement<long>(Sum(of, counted), Tag(of.Key))), null, description);

    void Count(Meter meter, string name, string description, Func<Traffic, long[]> counts, Label label) =>
        meter.CreateObservableCounter(name, () => Measure(counts, label), null, description);

    List<Measurement<long>> Measure(Func<Traffic, long[]> counts, Label label)
    {
        var measured = new List<Measurement<long>>();
        foreach (var of in ByTransport())
        {
            for (var i = 0; i < label.Values.Count; i++)
            {
                if (of.Sum(listener => Volatile.Read(ref counts(listener.Traffic)[i])) is > 0 and var count)
                    measured.Add(new(count, Tag(of.Key), new(label.Name, label.Values[i])));
            }
        }
        return measured;
    }

    IEnumerable<Measurement<long>> MeasureOpen() =>
        from of in OfStreams()
        select new Measurement<long>(Sum(of, Traffic.Event.ConnectionOpened) - Sum(of, Traffic.Event.ConnectionClosed), Tag(of.Key));

    static long Sum(IEnumerable<Listener> listeners, Traffic.Event counted) => listeners.Sum(listener => listener.Traffic.Of(counted));

    IEnumerable<IGrouping<SipTransport, Listener>> OfStreams() => ByTransport().Where(static of => of.Key != SipTransport.Udp);

    IEnumerable<IGrouping<SipTransport, Listener>> ByTransport() => _listeners().GroupBy(static listener => listener.Transport);

    static KeyValuePair<string, object?> Tag(SipTransport transport) => new("transport", transport.ToString().ToLowerInvariant());
}
