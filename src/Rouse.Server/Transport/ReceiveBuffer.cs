using System.Buffers;

namespace Rouse.Server.Transport;

/// <summary>Lends the arrays that connections receive into and counts those that are out.</summary>
sealed class ReceiveArrays
{
    /// <summary>Bytes of unfinished messages at which they are many; own decision: 8,000 that begin at once.</summary>
    public const int CrowdedBytes = 64 << 20;

    int _lent;
    long _bytes;

    public int Lent => Volatile.Read(ref _lent);

    /// <summary>Whether those who do not finish what they began are in the way of others.</summary>
    public bool IsCrowded => Volatile.Read(ref _bytes) > CrowdedBytes;

    public byte[] Rent(int bytes)
    {
        var array = ArrayPool<byte>.Shared.Rent(bytes);
        Interlocked.Increment(ref _lent);
        Interlocked.Add(ref _bytes, array.Length);
        return array;
    }

    public void Return(byte[] array)
    {
        Interlocked.Decrement(ref _lent);
        Interlocked.Add(ref _bytes, -array.Length);
        ArrayPool<byte>.Shared.Return(array);
    }
}

/// <summary>
/// What a connection has received and not yet consumed. It holds an array only while a message is incomplete: an idle connection has none.
/// </summary>
sealed class ReceiveBuffer(ReceiveArrays arrays)
{
    // Several ordinary messages; own decision.
    const int FirstBytes = 8_192;

    byte[]? _array;
    int _start;
    int _end;
    int _blanks;

    /// <summary>Whether a part of a message is here.</summary>
    public bool IsHolding => _array != null;

    public ReadOnlySpan<byte> Pending => _array.AsSpan(_start, _end - _start);

    /// <summary>Where the next bytes go; never empty.</summary>
    public Memory<byte> Free()
    {
        if (_array == null)
        {
            _array = arrays.Rent(FirstBytes);
            "\r\n\r\n"u8[.._blanks].CopyTo(_array);
            (_end, _blanks) = (_blanks, 0);
        }
        else if (_end == _array.Length)
        {
            Grow();
        }
        return _array.AsMemory(_end);
    }

    public void Filled(int bytes) => _end += bytes;

    /// <summary>An exact copy of the next bytes, which are consumed.</summary>
    public byte[] Take(int bytes)
    {
        var taken = Pending[..bytes].ToArray();
        _start += bytes;
        return taken;
    }

    public void Skip(int bytes) => _start += bytes;

    /// <summary>Keeps only what is pending: nothing, half a keep-alive, which needs no array, or a part of a message.</summary>
    public void Settle()
    {
        if (_array == null)
            return;
        var pending = Pending;
        if ("\r\n\r\n"u8.StartsWith(pending))
        {
            _blanks = pending.Length;
            GiveBack();
        }
        else if (_start > 0)
        {
            pending.CopyTo(_array);
            (_start, _end) = (0, pending.Length);
        }
    }

    public void GiveBack()
    {
        if (_array == null)
            return;
        arrays.Return(_array);
        (_array, _start, _end) = (null, 0, 0);
    }

    // Reached only by a message longer than the array; Settle has moved it to the front.
    void Grow()
    {
        var larger = arrays.Rent(_array!.Length * 2);
        _array.CopyTo(larger, 0);
        arrays.Return(_array);
        _array = larger;
    }
}
