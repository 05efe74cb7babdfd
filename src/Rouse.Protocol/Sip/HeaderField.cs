namespace Rouse.Protocol.Sip;

/// <summary>
/// One header value in a message's bytes. A line with several comma-separated values (RFC 3261 §7.3.1) gives one field per value; they
/// share the line.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="LineStart">Offset of the line's first byte (its name).</param>
/// <param name="NameLength">Bytes of the name.</param>
/// <param name="ValueStart">Offset of the value without surrounding white space; folds stay inside.</param>
/// <param name="ValueLength">Bytes of the value.</param>
/// <param name="LineEnd">Offset behind the line's CRLF.</param>
public readonly record struct HeaderField(HeaderName Name, int LineStart, int NameLength, int ValueStart, int ValueLength, int LineEnd);
