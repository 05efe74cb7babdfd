using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

/// <summary>A connection's receive side: keeps what is not consumed and notes every frame but <see cref="Frame.Incomplete"/>.</summary>
sealed class StreamReader
{
    readonly SipFramer _framer = new();
    byte[] _pending = [];

    public List<(Frame Frame, string Text)> Frames { get; } = [];

    public int Pending => _pending.Length;

    public bool IsBroken { get; private set; }

    public static List<(Frame Frame, string Text)> Read(params IEnumerable<byte[]> chunks)
    {
        var reader = new StreamReader();
        foreach (var chunk in chunks)
            reader.Receive(chunk);
        return reader.Frames;
    }

    public void Receive(ReadOnlySpan<byte> chunk)
    {
        _pending = [.. _pending, .. chunk];
        while (!IsBroken && _framer.Next(_pending, out var length) is not Frame.Incomplete and var frame)
        {
            Frames.Add((frame, Wire.Text(_pending.AsSpan(0, length))));
            IsBroken = frame == Frame.Broken;
            _pending = _pending[length..];
        }
    }
}
