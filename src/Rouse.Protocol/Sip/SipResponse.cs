namespace Rouse.Protocol.Sip;

/// <summary>A received response (RFC 3261 §7.2).</summary>
public sealed class SipResponse : SipMessage
{
    readonly int _phraseStart;
    readonly int _phraseLength;

    internal SipResponse(
        ReadOnlyMemory<byte> bytes, int status, int phraseStart, int phraseLength, HeaderField[] fields, int bodyStart,
        SipParseError? defect)
        : base(bytes, fields, bodyStart, defect)
    {
        Status = status;
        _phraseStart = phraseStart;
        _phraseLength = phraseLength;
    }

    /// <summary>100 … 699.</summary>
    public int Status { get; }

    public ReadOnlySpan<byte> Phrase => Bytes.Span.Slice(_phraseStart, _phraseLength);

    public override string ToString() => $"{Status} {System.Text.Encoding.UTF8.GetString(Phrase)}";
}
