using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Rouse.Fuzz;

/// <summary>
/// Where instrumented code counts which branch follows which, and what of that was never seen before. The code of a process counts into one
/// at a time: who wants several at once starts several processes.
/// </summary>
sealed unsafe class CoverageMap : IDisposable
{
    const int Size = 1 << 16;

    readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    readonly byte[] _seen = new byte[Size];

    /// <summary>Pairs of branches seen so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Begins to count here.</summary>
    public void Clear()
    {
        Trace.SharedMem = _counts;
        new Span<byte>(_counts, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether something was seen for the first time since <see cref="Clear"/>, or more often than ever.</summary>
    public bool TakeNew()
    {
        var isNew = false;
        var counts = new ReadOnlySpan<byte>(_counts, Size);
        for (var at = Next(counts, 0); at < Size; at = Next(counts, at + 1))
        {
            var bucket = BucketOf(counts[at]);
            if ((_seen[at] & bucket) != 0)
                continue;
            Edges += _seen[at] == 0 ? 1 : 0;
            _seen[at] |= bucket;
            isNew = true;
        }
        return isNew;
    }

    /// <summary>Instrumented code counts from its first line on, also before there is a map.</summary>
    public static void Prepare() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);

    public void Dispose() => NativeMemory.Free(_counts);

    static int Next(ReadOnlySpan<byte> counts, int from) =>
        counts[from..].IndexOfAnyExcept((byte)0) is >= 0 and var skip ? from + skip : Size;

    // Once, twice, thrice, and then by doublings: whether a loop runs 40 or 41 times is no news.
    static byte BucketOf(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
