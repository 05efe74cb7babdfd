using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;

namespace Rouse.Server.Tests.Timelines;

/// <summary>A ring of timelines without a server: requests come, steps are noted, exchanges end.</summary>
sealed class TimelineScene(TimelineOptions? options = null)
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimelineRing Ring => field ??= new TimelineRing(options ?? new(), Clock);

    /// <summary>A call under way, and what was noted of it.</summary>
    public Timeline Begins(string callId, params Step[] steps)
    {
        var timeline = Opens(Request(callId))!;
        Ring.Begin(timeline);
        Note(timeline, steps);
        return timeline;
    }

    /// <summary>A call that a phone answered.</summary>
    public Timeline Answered(string callId)
    {
        var timeline = Begins(callId);
        timeline.AddPhone();
        Note(timeline, At(StepKind.Response, 200, phone: 1), At(StepKind.Final, 200, phone: 1));
        Ring.End(timeline);
        return timeline;
    }

    /// <summary>A request that we answered at once.</summary>
    public void Refused(string callId, int status)
    {
        var timeline = Opens(Request(callId))!;
        Note(timeline, At(StepKind.Final, status));
        Ring.End(timeline);
    }

    public Timeline? Opens(SipRequest request) => Ring.Open(request);

    public IEnumerable<string> Recent(int count = 100) => Ring.Recent(count).Select(static record => record.CallId);

    public IEnumerable<string> Find(string prefix) => Ring.Find(prefix).Select(static record => record.CallId);

    public static Step At(StepKind kind, int status = 0, int phone = 0, object? detail = null, double seconds = 0) =>
        new(kind, TimeSpan.FromSeconds(seconds), phone, status, detail);

    public static void Note(Timeline timeline, params Step[] steps)
    {
        foreach (var step in steps)
            timeline.Add(step);
    }

    public static SipRequest Request(string callId, string method = "INVITE", string headers = "", string from = "sip:alice@example.org")
    {
        var wire = $"{method} sip:bob@example.org SIP/2.0\r\nFrom: <{from}>;tag=1\r\nCall-ID: {callId}\r\n{headers}\r\n";
        SipParser.TryParseDatagram(Encoding.UTF8.GetBytes(wire), out var message, out _);
        return (SipRequest)message!;
    }
}
