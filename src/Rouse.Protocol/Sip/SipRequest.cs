namespace Rouse.Protocol.Sip;

/// <summary>A received request (RFC 3261 §7.1).</summary>
public sealed class SipRequest : SipMessage
{
    readonly int _methodLength;
    readonly int _uriStart;
    readonly int _uriLength;

    internal SipRequest(
        ReadOnlyMemory<byte> bytes, int methodLength, int uriStart, int uriLength, HeaderField[] fields, int bodyStart,
        SipParseError? defect)
        : base(bytes, fields, bodyStart, defect)
    {
        _methodLength = methodLength;
        _uriStart = uriStart;
        _uriLength = uriLength;
        Method = SipMethods.Parse(MethodName);
    }

    public SipMethod Method { get; }

    public ReadOnlySpan<byte> MethodName => Bytes.Span[.._methodLength];

    /// <summary>The Request-URI as it came.</summary>
    public ReadOnlyMemory<byte> RequestUri => Bytes.Slice(_uriStart, _uriLength);

    public override string ToString() =>
        $"{System.Text.Encoding.ASCII.GetString(MethodName)} {System.Text.Encoding.UTF8.GetString(RequestUri.Span)}";
}
