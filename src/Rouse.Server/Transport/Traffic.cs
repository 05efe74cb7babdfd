using Rouse.Protocol.Sip;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Transport;

/// <summary>What went through one listener: plain numbers, added up by <see cref="TrafficMeter"/> when somebody asks.</summary>
sealed class Traffic
{
    readonly long[] _counts = new long[Enum.GetValues<Event>().Length];

    public long[] RequestsReceived { get; } = new long[Label.Method.Values.Count];

    public long[] RequestsSent { get; } = new long[Label.Method.Values.Count];

    public long[] ResponsesReceived { get; } = new long[Label.Class.Values.Count];

    public long[] ResponsesSent { get; } = new long[Label.Class.Values.Count];

    public long Of(Event counted) => Volatile.Read(ref _counts[(int)counted]);

    public void Add(Event counted, int count = 1) => Interlocked.Add(ref _counts[(int)counted], count);

    public void Received(SipMessage message)
    {
        if (message is SipRequest request)
            Interlocked.Increment(ref RequestsReceived[(int)request.Method]);
        else
            Interlocked.Increment(ref ResponsesReceived[Label.ClassOf(((SipResponse)message).Status)]);
        Add(Event.BytesReceived, message.Bytes.Length);
    }

    /// <param name="message">As we wrote it.</param>
    public void Sent(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("SIP/2.0 "u8))
            Interlocked.Increment(ref ResponsesSent[Label.ClassOf((message[8] - '0') * 100)]);
        else if (message.IndexOf((byte)' ') is > 0 and var end)
            Interlocked.Increment(ref RequestsSent[(int)SipMethods.Parse(message[..end])]);
        Add(Event.BytesSent, message.Length);
    }

    /// <summary>What is counted without a label of its own.</summary>
    public enum Event : byte
    {
        BytesReceived,
        BytesSent,

        /// <summary>Something came that is no SIP.</summary>
        Broken,

        /// <summary>A message could not be given to the system, or its connection was closed.</summary>
        SendFailed,

        ConnectionOpened,
        ConnectionClosed,

        /// <summary>We closed it: a limit was passed, or the server stops.</summary>
        ConnectionAborted,
    }
}
