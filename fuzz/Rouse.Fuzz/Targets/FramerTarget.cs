using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>
/// Any bytes as a stream: the frames do not depend on the cuts, each call makes progress, and parser and framer agree on every end.
/// </summary>
static class FramerTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var whole = Frames(data, data.Length);
        // The size of the pieces comes from the bytes, so that a finding can be repeated.
        var piece = data.IsEmpty ? 1 : 1 + (data[^1] + data[0] * 7 + data.Length) % 97;
        Invariant.Holds(whole.SequenceEqual(Frames(data, piece)));
    }

    static List<(Frame Frame, int Start)> Frames(ReadOnlySpan<byte> data, int piece)
    {
        var framer = new SipFramer();
        var frames = new List<(Frame Frame, int Start)>();
        var start = 0;
        for (var received = 0; received < data.Length;)
        {
            received = Math.Min(data.Length, received + piece);
            while (framer.Next(data[start..received], out var length) is not Frame.Incomplete and var frame)
            {
                Invariant.Holds(length > 0 && length <= received - start);
                Invariant.Holds(length <= SipLimits.MessageBytes || frame == Frame.Broken);
                Judge(frame, data.Slice(start, length));
                frames.Add((frame, start));
                if (frame == Frame.Broken)
                    return frames;
                start += length;
            }
        }
        return frames;
    }

    static void Judge(Frame frame, ReadOnlySpan<byte> bytes)
    {
        if (frame is Frame.Ping or Frame.Blank)
        {
            Invariant.Holds(!bytes.ContainsAnyExcept((byte)'\r', (byte)'\n'));
            return;
        }
        var isMessage = SipParser.TryParseFramed(bytes.ToArray(), out var message, out _);
        if (frame == Frame.Broken)
            Invariant.Holds(!isMessage || message!.Defect is not null);
        else if (isMessage && message!.Defect is null)
            Invariant.Holds(message.Bytes.Length == bytes.Length);
    }
}
