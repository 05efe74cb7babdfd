namespace Rouse.Protocol.Sip;

/// <summary>Content-Length (RFC 3261 §20.14): several of them must agree, else the end of the message is anybody's guess.</summary>
static class ContentLength
{
    public enum State : byte
    {
        Absent,
        Present,
        Malformed,
    }

    public static State Find(HeaderList headers, out long length)
    {
        length = 0;
        var state = State.Absent;
        foreach (var value in headers.Values(HeaderName.ContentLength))
        {
            if (!SipText.TryParseNumber(value.Span, int.MaxValue, out var number) || (state == State.Present && number != length))
                return State.Malformed;
            length = number;
            state = State.Present;
        }
        return state;
    }
}
