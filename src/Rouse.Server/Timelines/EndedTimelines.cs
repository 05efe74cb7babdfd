namespace Rouse.Server.Timelines;

/// <summary>Written timelines; the oldest goes when there are too many, or they take too much.</summary>
sealed class EndedTimelines(int maxCount, long maxBytes)
{
    /// <summary>What an array takes beside its bytes on 64-bit: header, type, length; and its place in the queue.</summary>
    const int Overhead = 24 + 8;

    readonly Queue<byte[]> _written = new();

    /// <summary>What they take.</summary>
    public long Bytes { get; private set; }

    public int Count => _written.Count;

    public IEnumerable<byte[]> All => _written;

    public void Add(byte[] written)
    {
        _written.Enqueue(written);
        Bytes += SizeOf(written);
        while (_written.Count > maxCount || Bytes > maxBytes)
            Bytes -= SizeOf(_written.Dequeue());
    }

    // Objects begin at multiples of 8.
    static long SizeOf(byte[] written) => ((written.Length + 7) & ~7) + Overhead;
}
