namespace Rouse.Protocol.Sip;

/// <summary>A received message with the edits under which it is sent on. The message itself is never changed.</summary>
public sealed class OutgoingMessage(SipMessage message)
{
    [ThreadStatic]
    static OutgoingMessage? _spare;

    public SipMessage Message { get; private set; } = message;

    public HeaderEdits Edits { get; } = new(message.Headers);

    /// <summary>The Request-URI that is sent; null leaves the received one.</summary>
    public ReadOnlyMemory<byte>? RequestUri { get; set; }

    /// <summary>
    /// One that is written at once and then given back by <see cref="Return"/>: nobody may know it any longer then. A proxy makes one for
    /// every message that it sends on.
    /// </summary>
    public static OutgoingMessage Borrow(SipMessage message) => Borrow(message, default);

    /// <summary>A borrowed copy with the same edits so far: one per branch.</summary>
    public OutgoingMessage Fork()
    {
        var copy = Borrow(Message, Edits.All);
        copy.RequestUri = RequestUri;
        return copy;
    }

    /// <summary>Gives a borrowed one back.</summary>
    public void Return()
    {
        RequestUri = null;
        Edits.Restart(default, default);
        _spare = this;
    }

    /// <summary>The first value of a header as it will be sent; empty when there is none.</summary>
    public ReadOnlyMemory<byte> First(HeaderName name) => Edits.First(name);

    static OutgoingMessage Borrow(SipMessage message, ReadOnlySpan<HeaderEdit> edits)
    {
        var borrowed = _spare ?? new OutgoingMessage(message);
        _spare = null;
        borrowed.Message = message;
        borrowed.Edits.Restart(message.Headers, edits);
        return borrowed;
    }
}
