using System.Threading.Channels;

namespace Rouse.Sandbox;

/// <summary>The pushes that were accepted, in order.</summary>
public sealed class PushLog
{
    private readonly Channel<AcceptedPush> _unread;
    private long _count;

    internal PushLog(int kept) =>
        _unread = Channel.CreateBounded<AcceptedPush>(new BoundedChannelOptions(kept) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Raised before a push is answered, on a thread of the server: handlers are short and do not throw.</summary>
    public event Action<AcceptedPush>? OnPush;

    /// <summary>Accepted since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The oldest push that nobody has taken yet; waits for one.</summary>
    public ValueTask<AcceptedPush> NextAsync(CancellationToken cancellation = default) => _unread.Reader.ReadAsync(cancellation);

    /// <summary>The oldest push that nobody has taken yet, if there is one.</summary>
    public bool TryNext(out AcceptedPush? push) => _unread.Reader.TryRead(out push);

    internal void Add(AcceptedPush push)
    {
        Interlocked.Increment(ref _count);
        // Never full: the oldest entry makes room.
        _unread.Writer.TryWrite(push);
        OnPush?.Invoke(push);
    }
}
