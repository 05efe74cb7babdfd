using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>
/// The first eight bytes choose edits, the rest is a message: what is written is one message again and says what reading through the edits
/// said.
/// </summary>
static class EditsTarget
{
    const int Script = 8;

    static readonly HeaderName[] Names =
        [HeaderName.Via, HeaderName.Route, HeaderName.RecordRoute, HeaderName.Contact, HeaderName.MaxForwards, HeaderName.To];

    static readonly byte[] Value = "<sip:new@example.org>"u8.ToArray();

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.Length < Script || !SipParser.TryParseDatagram(data[Script..].ToArray(), out var message, out _))
            return;
        if (message!.Defect is not null || message.Headers.Count + Script + 1 > SipLimits.HeaderFields)
            return;
        var outgoing = new OutgoingMessage(message);
        foreach (var step in data[..Script])
            Edit(outgoing.Edits, message.Headers.Count, step);
        if (message is SipRequest)
            outgoing.RequestUri = "sip:target"u8.ToArray();
        var fork = outgoing.Fork();
        var written = SipWriter.Write(outgoing);
        fork.Edits.RemoveAll(HeaderName.Via);

        Invariant.Same(written, SipWriter.Write(outgoing));
        Invariant.Holds(SipParser.TryParseDatagram(written, out var again, out _) && again!.Defect is null);
        Invariant.Same(message.Body.Span, again!.Body.Span);
        foreach (var name in Names)
            Invariant.SameButFolds(outgoing.First(name).Span, again.Headers.First(name).Span);
        Invariant.Holds(SipParser.TryParseDatagram(SipWriter.Write(fork), out var forked, out _));
        Invariant.Holds(!forked!.Headers.Contains(HeaderName.Via));
    }

    static void Edit(HeaderEdits edits, int count, byte step)
    {
        var name = Names[step % Names.Length];
        var index = step % Math.Max(1, count);
        switch (step >> 5)
        {
            case 0 or 1:
                edits.Prepend(name, Value);
                break;
            case 2:
                edits.Append(name, Value);
                break;
            case 3:
                edits.RemoveFirst(name);
                break;
            case 4:
                edits.RemoveAll(name);
                break;
            case 5 when count > 0:
                edits.Remove(index);
                break;
            case 6 when count > 0:
                edits.Prepend(name, Value);
                edits.RemoveFirst(name);
                break;
        }
    }
}
