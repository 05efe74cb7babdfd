using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>What the syntax check accepts can be written, and what was written is the same message for parser, framer and check.</summary>
static class RoundTripTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (!SipParser.TryParseDatagram(data.ToArray(), out var message, out _) || Check(message!) is not null)
            return;
        var added = message!.Headers.Contains(HeaderName.ContentLength) ? 0 : 1;
        if (message.Headers.Count + added > SipLimits.HeaderFields)
            return;
        var written = SipWriter.Write(new OutgoingMessage(message));
        Invariant.Holds(SipParser.TryParseDatagram(written, out var again, out _) && Check(again!) is null);
        Invariant.Holds(SipParser.TryParseFramed(written, out var framed, out _) && Check(framed!) is null);
        Compare(message, again!, added);
        Compare(message, framed!, added);
        if (written.Length - message.Body.Length <= SipLimits.HeadBytes)
            Invariant.Holds(new SipFramer().Next(written, out var length) == Frame.Message && length == written.Length);
    }

    static void Compare(SipMessage message, SipMessage again, int added)
    {
        Invariant.Same(message.Body.Span, again.Body.Span);
        Invariant.Holds(message.Headers.Count + added == again.Headers.Count);
        for (var i = 0; i < message.Headers.Count; i++)
        {
            Invariant.Holds(message.Headers[i].Name == again.Headers[i].Name);
            Invariant.Same(message.Headers.NameText(i).Span, again.Headers.NameText(i).Span);
            Invariant.SameButFolds(message.Headers.Value(i).Span, again.Headers.Value(i).Span);
        }
        if (message is SipRequest request)
        {
            Invariant.Same(request.MethodName, ((SipRequest)again).MethodName);
            Invariant.Same(request.RequestUri.Span, ((SipRequest)again).RequestUri.Span);
        }
        else
        {
            Invariant.Holds(((SipResponse)message).Status == ((SipResponse)again).Status);
            Invariant.Same(((SipResponse)message).Phrase, ((SipResponse)again).Phrase);
        }
    }

    static SipParseError? Check(SipMessage message) =>
        message is SipRequest request ? SipSyntax.Check(request) : SipSyntax.Check((SipResponse)message);
}
