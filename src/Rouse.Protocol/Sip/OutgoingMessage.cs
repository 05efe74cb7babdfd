namespace Rouse.Protocol.Sip;

/// <summary>A received message with the edits under which it is sent on. The message itself is never changed.</summary>
public sealed class OutgoingMessage
{
    public OutgoingMessage(SipMessage message)
        : this(message, new HeaderEdits(message.Headers))
    {
    }

    OutgoingMessage(SipMessage message, HeaderEdits edits)
    {
        Message = message;
        Edits = edits;
    }

    public SipMessage Message { get; }

    public HeaderEdits Edits { get; }

    /// <summary>The Request-URI that is sent; null leaves the received one.</summary>
    public ReadOnlyMemory<byte>? RequestUri { get; set; }

    /// <summary>The first value of a header as it will be sent; empty when there is none.</summary>
    public ReadOnlyMemory<byte> First(HeaderName name) => Edits.First(name);

    /// <summary>A copy with the same edits so far: one per branch.</summary>
    public OutgoingMessage Fork() => new(Message, Edits.Fork()) { RequestUri = RequestUri };
}
