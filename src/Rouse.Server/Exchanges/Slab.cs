using System.Runtime.InteropServices;

namespace Rouse.Server.Exchanges;

/// <summary>Entries of about the same age, one behind the other.</summary>
sealed class Slab(int number)
{
    /// <summary>Pinned: never moved, and of bytes alone: never looked into.</summary>
    public byte[] Bytes { get; private set; } = [];

    public int Used { get; private set; }

    /// <summary>Timestamp at which its youngest entry is due.</summary>
    public long Until { get; private set; }

    public void Begin(int length)
    {
        if (Bytes.Length == 0)
            Bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    public Place Reserve(Head head, out Span<byte> output)
    {
        var place = new Place(number, Used);
        output = Bytes.AsSpan(Used, head.Length);
        Used += head.Length;
        Until = Math.Max(Until, head.Until);
        return place;
    }

    public void Empty(bool keepsBytes)
    {
        (Used, Until) = (0, 0);
        if (!keepsBytes)
            Bytes = [];
    }

    public IEnumerable<Head> Heads() => Entries().Select(static entry => entry.Head);

    public IEnumerable<(Head Head, Place Place)> Entries()
    {
        for (var offset = 0; offset < Used;)
        {
            var head = MemoryMarshal.Read<Head>(Bytes.AsSpan(offset));
            yield return (head, new Place(number, offset));
            offset += head.Length;
        }
    }
}
