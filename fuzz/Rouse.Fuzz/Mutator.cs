namespace Rouse.Fuzz;

/// <summary>Damages inputs of a corpus in the ways that hurt parsers; the same seed gives the same inputs.</summary>
sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    const int MaxLength = 8_192;

    static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n\r\n", "\r\n ", ",", ";", "<", ">", "\"", "\\", "\\\"", ":", "@", "[", "]", "=", "?", "%", "%00",
            "/", " ", "\t", "*", "SIP/2.0", "SIP/2.0/UDP ", "Content-Length: ", "\r\nContent-Length: 0\r\n", "\r\nl:9999999999\r\n",
            "\r\nVia: ", "\r\nv:", "\r\nTo:", "sip:", "sips:", "tel:1", ";lr", ";branch=z9hG4bK", ";tag=", ";rport", "[::1]",
            "[::ffff:1.2.3.4]:5060", ":65536", "4294967296", "18446744073709551616", "-1", "INVITE ", "ü",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0], [0xff], [0xc3, 0x28], [0x7f], [0x80],
    ];

    // Around what the usual types hold, and what our limits are.
    static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0", "1", "00", "-1", "127", "128", "255", "256", "65534", "65535", "65536", "2147483647", "2147483648", "4294967295",
            "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "00000000000000000000001",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    readonly Random _random = new(seed);

    public byte[] Next() => Next(corpus[_random.Next(corpus.Count)]);

    /// <summary>One input, damaged.</summary>
    public byte[] Next(byte[] parent)
    {
        var bytes = new List<byte>(parent);
        for (var i = _random.Next(8); i >= 0; i--)
            Damage(bytes);
        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes[..MaxLength]];
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    void Damage(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, 1 << _random.Next(1, 8)), bytes.Count - at);
        switch (_random.Next(12))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                Splice(bytes, at);
                break;
            case 6 when _random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                Repeat(bytes, at);
                break;
            case 8:
                MoveLine(bytes);
                break;
            case 9:
                ReplaceNumber(bytes, at);
                break;
            default:
                bytes.InsertRange(at, Token());
                break;
        }
    }

    void Splice(List<byte> bytes, int at)
    {
        var other = corpus[_random.Next(corpus.Count)];
        var from = _random.Next(other.Length + 1);
        bytes.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(200))]);
    }

    // Headers in another order, once more, or not at all.
    void MoveLine(List<byte> bytes)
    {
        var (start, end) = LineAt(bytes, _random.Next(bytes.Count + 1));
        var line = bytes.GetRange(start, end - start);
        var choice = _random.Next(3);
        if (choice > 0)
            bytes.RemoveRange(start, end - start);
        if (choice < 2)
            bytes.InsertRange(LineAt(bytes, _random.Next(bytes.Count + 1)).Start, line);
    }

    static (int Start, int End) LineAt(List<byte> bytes, int at)
    {
        var end = bytes.IndexOf((byte)'\n', at) is >= 0 and var newline ? newline + 1 : bytes.Count;
        return (at == 0 ? 0 : bytes.LastIndexOf((byte)'\n', at - 1) + 1, end);
    }

    // The next one behind a place: lengths, ports, times, sequence numbers.
    void ReplaceNumber(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, static b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
            return;
        var length = bytes.Skip(start).TakeWhile(static b => b is >= (byte)'0' and <= (byte)'9').Count();
        bytes.RemoveRange(start, length);
        bytes.InsertRange(start, Numbers[_random.Next(Numbers.Length)]);
    }

    void Repeat(List<byte> bytes, int at)
    {
        var token = Token();
        for (var i = _random.Next(20); i >= 0; i--)
            bytes.InsertRange(at, token);
    }

    byte[] Token() => Tokens[_random.Next(Tokens.Length)];
}
