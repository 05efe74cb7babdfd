using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Server.Admin;

/// <summary>
/// The messages of one user while somebody looks on. What waits for the reader is bounded: a slow one loses messages and is told how many.
/// Nothing is masked or written before it is read, so that the server does not wait for it.
/// </summary>
sealed class LiveTrace(SipTrace trace, TraceFilter filter, TimeProvider time) : ISipWatcher, IDisposable
{
    /// <summary>Each looks at every message of the server; own decision.</summary>
    public const int MaxAtOnce = 8;

    /// <summary>What may wait for the reader: some seconds of a busy trunk; own decision.</summary>
    internal const int MaxMessages = 1_000;

    const int MaxBytes = 4 << 20;

    readonly Channel<Sighting> _waiting = Channel.CreateBounded<Sighting>(new BoundedChannelOptions(MaxMessages) { SingleReader = true });
    int _bytes;
    int _lost;

    /// <summary>False when as many look on as may.</summary>
    public bool TryStart() => trace.Watch(this, MaxAtOnce);

    public async IAsyncEnumerable<TraceLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var seen in _waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                yield return new TraceLine { At = seen.At, Lost = lost };
            yield return LineOf(seen);
            Interlocked.Add(ref _bytes, -seen.Message.Bytes.Length);
        }
    }

    void ISipWatcher.Seen(SipMessage message, Flow flow, bool isReceived)
    {
        if (!filter.Includes(message, flow))
            return;
        var length = message.Bytes.Length;
        if (Interlocked.Add(ref _bytes, length) <= MaxBytes
            && _waiting.Writer.TryWrite(new Sighting(time.GetUtcNow(), isReceived, flow, message)))
            return;
        Interlocked.Add(ref _bytes, -length);
        Interlocked.Increment(ref _lost);
    }

    public void Dispose() => trace.Unwatch(this);

    TraceLine LineOf(Sighting seen) => new()
    {
        At = seen.At,
        Direction = seen.IsReceived ? "received" : "sent",
        Transport = seen.Flow.Transport.ToString().ToUpperInvariant(),
        Local = seen.Flow.Listener.Local.ToString(),
        Remote = seen.Flow.Remote.ToString(),
        CallId = Encoding.UTF8.GetString(seen.Message.CallId),
        Text = trace.Show(seen.Message.Bytes.Span),
    };

    readonly record struct Sighting(DateTimeOffset At, bool IsReceived, Flow Flow, SipMessage Message);
}
