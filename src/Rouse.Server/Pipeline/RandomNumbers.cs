using System.Security.Cryptography;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Unpredictable numbers, each given once. Many are drawn from the system's generator at a time, because one draw costs as much as the
/// bytes of hundreds.
/// </summary>
/// <param name="draw">Fills a buffer.</param>
sealed class RandomNumbers(RandomNumbers.Draw draw)
{
    public delegate void Draw(Span<byte> buffer);

    /// <summary>Of one draw; own decision: a page, after which the draw itself no longer counts.</summary>
    internal const int BufferBytes = 4096;

    [ThreadStatic]
    static RandomNumbers? _ofThread;

    readonly byte[] _buffer = new byte[BufferBytes];
    int _used = BufferBytes;

    /// <summary>What is drawn and not yet given; for tests, as what was given must not be found in memory again.</summary>
    internal ReadOnlySpan<byte> Buffer => _buffer;

    /// <summary>A number for whom it must be hard to guess.</summary>
    public static long Next() => (_ofThread ??= new RandomNumbers(RandomNumberGenerator.Fill)).Take();

    public long Take()
    {
        if (_used == BufferBytes)
        {
            draw(_buffer);
            _used = 0;
        }
        var number = _buffer.AsSpan(_used, sizeof(long));
        _used += sizeof(long);
        var taken = BitConverter.ToInt64(number);
        number.Clear();
        return taken;
    }
}
