using Rouse.Protocol.Sip.Headers;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as a Via or CSeq: parts are slices of it.</summary>
static class ViaTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        ReadOnlyMemory<byte> bytes = data.ToArray();
        if (CSeq.TryParse(data, out var cseq))
            Invariant.Holds(cseq.Number is >= 0 and <= int.MaxValue && cseq.Method.Length is > 0 && cseq.Method.Length < data.Length);
        if (!Via.TryParse(bytes, out var via))
            return;
        Invariant.Inside(bytes, via.Transport);
        Invariant.Inside(bytes, via.SentBy);
        Invariant.Inside(via.SentBy, via.Host);
        Invariant.Inside(via.Parameters.Text, via.Branch);
        Invariant.Holds(!via.Transport.IsEmpty && !via.Host.IsEmpty && via.Port is >= 0 and <= 65535);
        Invariant.Holds(!via.HasMagicCookie || via.Branch.Length >= 7);
        ParameterListTarget.Read(bytes, via.Parameters);
    }
}
