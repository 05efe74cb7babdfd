using Rouse.Server.Timelines;

namespace Rouse.Server.Tests.Admin;

/// <summary>Calls as a test remembers them, oldest first.</summary>
sealed class FakeTimelines : ITimelines
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public List<TimelineRecord> Calls { get; } = [];

    public IReadOnlyList<TimelineRecord> Recent(int count) =>
        [.. Calls.AsEnumerable().Reverse().Take(count).Select(call => call with { Steps = [] })];

    public IReadOnlyList<TimelineRecord> Find(string prefix) =>
    [
        .. Calls.AsEnumerable().Reverse()
            .Where(call => ((string[])[call.Id, call.CallId]).Any(name => name.StartsWith(prefix, StringComparison.Ordinal))),
    ];

    /// <summary>A call that woke bob's phone and was answered.</summary>
    public static TimelineRecord Answered { get; } = new()
    {
        Id = "0123456789ab",
        CallId = "call-1",
        At = Noon,
        Method = "INVITE",
        From = "sip:alice@example.org",
        To = "sip:bob@example.org",
        Status = 200,
        Milliseconds = 2_345,
        IsOver = true,
        WasPushed = true,
        Verdict = "answered 2.3 s after the push",
        Phones = ["sip:bob@192.0.2.12:40001;transport=tcp, asleep, apns T.org.example.voip"],
        Steps =
        [
            new(0, "received", 0, "received from Tcp 192.0.2.11:40001"),
            new(1, "push_sent", 1, "push to phone 1: call to apns"),
            new(1_840, "registered", 1, "phone 1 registered"),
            new(2_345, "final", 1, "answered 200 OK"),
        ],
    };

    /// <summary>A call that nobody answered.</summary>
    public static TimelineRecord Missed { get; } = Answered with
    {
        Id = "01ffffffffff",
        CallId = "call-2",
        At = Noon.AddMinutes(5),
        Status = 480,
        Milliseconds = 90_000,
        Verdict = "a push, but no REGISTER in 90 s",
        Hint = "Often: app removed, no network",
    };

    /// <summary>A message that is still held.</summary>
    public static TimelineRecord Held { get; } = Answered with
    {
        Id = "99ffffffffff",
        CallId = "msg-1",
        At = Noon.AddDays(-1),
        Method = "MESSAGE",
        Status = 0,
        IsOver = false,
        Milliseconds = 12_000,
        Verdict = "waiting for phone 1 to register",
    };
}
