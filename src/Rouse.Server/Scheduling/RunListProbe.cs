using System.Diagnostics.Metrics;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Scheduling;

/// <summary>
/// An event that does nothing but pass through the run list: how long it waits is how long every other waits, and one that does not come
/// back shows a server that stands still.
/// </summary>
sealed class RunListProbe(RunList runList, TimeProvider time, Meter meter) : Mailbox(runList)
{
    readonly Histogram<double> _delay =
        Buckets.Seconds(meter, "rouse.run_list.delay", "How long an event waits until it is handled, tried every 10 s.", Buckets.Delay);

    long _sentAt;

    /// <summary>How long the event that is on its way has been; zero when none is.</summary>
    public TimeSpan Waiting => Volatile.Read(ref _sentAt) is not 0 and var sentAt ? time.GetElapsedTime(sentAt) : TimeSpan.Zero;

    /// <summary>Sends it on its way, unless it is; one caller at a time.</summary>
    public void Send()
    {
        if (Volatile.Read(ref _sentAt) != 0)
            return;
        Volatile.Write(ref _sentAt, time.GetTimestamp());
        Post(new Passed());
    }

    protected override void Handle(MailboxEvent happened)
    {
        _delay.Record(Waiting.TotalSeconds);
        Volatile.Write(ref _sentAt, 0);
    }

    sealed class Passed : MailboxEvent;
}
