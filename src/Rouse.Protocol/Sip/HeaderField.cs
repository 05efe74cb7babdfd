namespace Rouse.Protocol.Sip;

/// <summary>
/// One header value in a message's bytes. A line with several comma-separated values (RFC 3261 §7.3.1) gives one field per value; they
/// share the line. Kept small, since every message has ten: no offset is above <see cref="LastOffset"/>.
/// </summary>
/// <param name="name">What it is.</param>
/// <param name="lineStart">Offset of the line's first byte (its name).</param>
/// <param name="nameLength">Bytes of the name.</param>
/// <param name="valueStart">Offset of the value without surrounding white space; folds stay inside.</param>
/// <param name="valueLength">Bytes of the value.</param>
/// <param name="lineEnd">Offset behind the line's CRLF.</param>
public readonly struct HeaderField(HeaderName name, int lineStart, int nameLength, int valueStart, int valueLength, int lineEnd)
{
    /// <summary>What is behind it is not indexed; <see cref="SipLimits.HeadBytes"/> leaves room before it.</summary>
    internal const int LastOffset = ushort.MaxValue;

    readonly ushort _lineStart = (ushort)lineStart;
    readonly ushort _nameLength = (ushort)nameLength;
    readonly ushort _valueStart = (ushort)valueStart;
    readonly ushort _valueLength = (ushort)valueLength;
    readonly ushort _lineEnd = (ushort)lineEnd;

    public HeaderName Name { get; } = name;

    public int LineStart => _lineStart;

    public int NameLength => _nameLength;

    public int ValueStart => _valueStart;

    public int ValueLength => _valueLength;

    public int LineEnd => _lineEnd;
}
