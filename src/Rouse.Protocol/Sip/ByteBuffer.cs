using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>
/// A growing rented buffer; <see cref="TakeArray"/> gives an exact copy and returns the rent, <see cref="Return"/> only that.
/// </summary>
/// <param name="capacity">What is likely to be enough.</param>
public ref struct ByteBuffer(int capacity)
{
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    int _length;

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Add(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>Eight hexadecimal digits.</summary>
    public void AddHex(uint number)
    {
        Reserve(8);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written, new StandardFormat('x', 8));
        _length += written;
    }

    /// <summary>Base64url without padding (RFC 4648 §5).</summary>
    public void AddBase64Url(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(Base64Url.GetEncodedLength(bytes.Length));
        _length += Base64Url.EncodeToUtf8(bytes, _bytes.AsSpan(_length));
    }

    /// <summary>ASCII letters in lower case.</summary>
    public void AddLower(scoped ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        foreach (var b in text)
            _bytes[_length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
    }

    /// <summary>In UTF-8.</summary>
    public void Add(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>An address as it stands in SIP parameters: IPv6 without brackets, no scope.</summary>
    public void AddAddress(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Reserve(64);
        address.TryFormat(_bytes.AsSpan(_length), out var written);
        var scope = _bytes.AsSpan(_length, written).IndexOf((byte)'%');
        _length += scope < 0 ? written : scope;
    }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public byte[] TakeArray()
    {
        var result = Written.ToArray();
        Return();
        return result;
    }

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    void Reserve(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
