using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Sip;

/// <summary>
/// A received message: one exact-size buffer and an index of its header values. Immutable; typed headers are parsed on demand.
/// </summary>
public abstract class SipMessage
{
    // Nothing of a Via stands at the beginning of a message.
    const uint NoBranch = 1;

    uint _branch;

    private protected SipMessage(ReadOnlyMemory<byte> bytes, HeaderField[] fields, int bodyStart, SipParseError? defect)
    {
        Bytes = bytes;
        Headers = new HeaderList(bytes, fields);
        BodyStart = bodyStart;
        Defect = defect;
    }

    /// <summary>The whole message as received, without what followed its body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public HeaderList Headers { get; }

    /// <summary>The first structural error; the message can still be answered if its Via can be used.</summary>
    public SipParseError? Defect { get; }

    public ReadOnlyMemory<byte> Body => Bytes[BodyStart..];

    public ReadOnlySpan<byte> CallId => Headers.First(HeaderName.CallId).Span;

    /// <summary>Tag of From; empty when absent.</summary>
    public ReadOnlySpan<byte> FromTag => Tag(HeaderName.From);

    /// <summary>Tag of To; empty outside dialogs.</summary>
    public ReadOnlySpan<byte> ToTag => Tag(HeaderName.To);

    public bool TryGetCSeq(out CSeq cseq) => CSeq.TryParse(Headers.First(HeaderName.CSeq).Span, out cseq);

    /// <summary>The topmost Via: the hop that the message comes from (request) or was sent by (response).</summary>
    public bool TryGetTopVia(out Via via) => Via.TryParse(Headers.First(HeaderName.Via), out via);

    /// <summary>Of the topmost Via; empty when there is none. Looked up once, because a request is named by it again and again.</summary>
    public ReadOnlySpan<byte> Branch
    {
        get
        {
            var branch = _branch;
            if (branch == 0)
                _branch = branch = FindBranch();
            return branch == NoBranch ? default : Bytes.Span.Slice((int)(branch >> 16), (ushort)branch);
        }
    }

    internal int BodyStart { get; }

    // Where it begins, in the upper half, and its length.
    uint FindBranch()
    {
        if (!TryGetTopVia(out var via) || via.Branch is not { IsEmpty: false } branch)
            return NoBranch;
        Bytes.Span.Overlaps(branch.Span, out var start);
        return ((uint)start << 16) | (ushort)branch.Length;
    }

    ReadOnlySpan<byte> Tag(HeaderName name) =>
        NameAddress.TryParse(Headers.First(name), out var address) && address.Parameters.TryGet("tag"u8, out var tag) ? tag.Span : default;
}
