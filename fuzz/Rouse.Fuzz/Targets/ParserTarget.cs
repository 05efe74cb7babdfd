using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as a datagram and as a framed message: slices stay inside, everything that reads a message survives it.</summary>
static class ParserTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        ReadOnlyMemory<byte> bytes = data.ToArray();
        if (SipParser.TryParseDatagram(bytes, out var message, out var error))
            Read(bytes, message!, error);
        else
            Invariant.Holds(message is null && error is not null);
        if (SipParser.TryParseFramed(bytes, out message, out error))
            Read(bytes, message!, error);
        else
            Invariant.Holds(message is null && error is not null);
    }

    static void Read(ReadOnlyMemory<byte> bytes, SipMessage message, SipParseError? error)
    {
        Invariant.Holds(message.Defect == error);
        Invariant.Inside(bytes, message.Bytes);
        Invariant.Inside(message.Bytes, message.Body);
        Invariant.Inside(message.Bytes, message.Headers.First(HeaderName.CallId));
        ReadFields(message);
        _ = message.FromTag.Length + message.ToTag.Length + (message.TryGetTopVia(out var via) ? via.Branch.Length : 0);
        _ = message.ToString();
        if (message is SipResponse response)
        {
            Invariant.Holds(response.Status is >= 100 and <= 699 && !response.Phrase.Contains((byte)'\n'));
            SipSyntax.Check(response);
        }
        else
        {
            ReadRequest((SipRequest)message);
        }
    }

    static void ReadFields(SipMessage message)
    {
        Invariant.Holds(message.Headers.Count <= SipLimits.HeaderFields);
        var end = 0;
        for (var i = 0; i < message.Headers.Count; i++)
        {
            var field = message.Headers[i];
            Invariant.Holds(field.LineStart >= end || (i > 0 && field.LineStart == message.Headers[i - 1].LineStart));
            Invariant.Holds(field.LineStart + field.NameLength < field.ValueStart && field.ValueStart + field.ValueLength < field.LineEnd);
            Invariant.Inside(message.Bytes, message.Headers.NameText(i));
            Invariant.Inside(message.Bytes, message.Headers.Value(i));
            Invariant.Holds(message.Headers.IndexOf(field.Name, i) == i);
            end = field.LineEnd;
        }
        Invariant.Holds(end <= message.Bytes.Length - message.Body.Length);
    }

    static void ReadRequest(SipRequest request)
    {
        Invariant.Inside(request.Bytes, request.RequestUri);
        Invariant.Holds(!request.MethodName.IsEmpty);
        if (SipSyntax.Check(request) is null)
            Invariant.Holds(TransactionKey.Of(request, 1) != TransactionKey.Of(request, 2));
        var response = new ResponseBuilder(request, 400, null, default, "tag"u8).ToArray();
        Invariant.Holds(SipParser.TryParseDatagram(response, out _, out _));
    }
}
