using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>Cuts what comes over a connection into messages, as the real transport does.</summary>
sealed class TestStream
{
    readonly SipFramer _framer = new();
    readonly List<byte> _pending = [];

    /// <summary>Bytes that wait for the rest of their message.</summary>
    public int Incomplete => _pending.Count;

    /// <summary>
    /// Gives each whole message to <paramref name="received"/>; false when the end of one cannot be known and the connection must close.
    /// </summary>
    public bool Receive(ReadOnlyMemory<byte> bytes, Action<SipMessage> received)
    {
        _pending.AddRange(bytes.Span);
        while (true)
        {
            byte[] pending = [.. _pending];
            var frame = _framer.Next(pending, out var length);
            _pending.RemoveRange(0, length);
            switch (frame)
            {
                case Frame.Incomplete:
                    return true;
                case Frame.Message or Frame.Broken:
                    if (SipParser.TryParseFramed(pending.AsMemory(0, length), out var message, out _)
                        && (frame == Frame.Message || message is SipRequest { Defect: not null }))
                        received(message!);
                    if (frame == Frame.Broken)
                        return false;
                    break;
                default:
                    break;
            }
        }
    }
}
