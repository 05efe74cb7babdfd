using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Rtp;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// The audio of one call: sends a tone as PCMU in packets of 20 ms (RFC 3551 §4.2), counts what comes and keeps its last second.
/// </summary>
public sealed class ToneStream : IAsyncDisposable
{
    private const int PacketSamples = MuLaw.SamplesPerSecond / 50;
    private const int KeptSamples = MuLaw.SamplesPerSecond;

    /// <summary>More than any packet of 20 ms in any codec.</summary>
    private const int DatagramBytes = 2048;

    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket;
    private readonly int _hertz;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(int Packets, TaskCompletionSource Reached)> _waits = [];
    private readonly Queue<short> _heard = new(KeptSamples);
    private readonly Task _receiving;
    private Task _sending = Task.CompletedTask;
    private int _sent;
    private int _received;

    internal ToneStream(IPAddress local, int hertz, TimeProvider time)
    {
        _hertz = hertz;
        _time = time;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(local, 0));
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _receiving = ReceiveAsync();
    }

    /// <summary>Where it expects RTP.</summary>
    public IPEndPoint Local { get; }

    /// <summary>RTP packets sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>RTP packets with PCMU received.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>Share (0 … 1) of the power of the last second heard that lies at this frequency.</summary>
    public double Share(int hertz)
    {
        lock (_lock)
            return Tone.Share(_heard.ToArray(), hertz);
    }

    /// <summary>Ends when so many packets have come.</summary>
    public Task ReceivedAsync(int packets)
    {
        lock (_lock)
        {
            if (_received >= packets)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((packets, reached));
            return reached.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending, _receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to send; once.</summary>
    internal void Start(IPEndPoint remote) => _sending = SendAsync(remote);

    private async Task SendAsync(IPEndPoint remote)
    {
        var datagram = new byte[RtpPacket.HeaderBytes + PacketSamples];
        var ssrc = (uint)Random.Shared.NextInt64();
        var began = _time.GetTimestamp();
        using var timer = new PeriodicTimer(PacketTime, _time);
        do
        {
            // A late timer is made up for: the listener's clock does not wait.
            for (var due = _time.GetElapsedTime(began) / PacketTime; _sent <= due; Interlocked.Increment(ref _sent))
            {
                WritePacket(datagram, ssrc);
                await SendAsync(datagram, remote);
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    private void WritePacket(Span<byte> datagram, uint ssrc)
    {
        Span<byte> codes = stackalloc byte[PacketSamples];
        var start = (long)_sent * PacketSamples;
        Tone.Fill(codes, _hertz, start);
        new RtpPacket
        {
            Marker = _sent == 0,
            PayloadType = MuLaw.PayloadType,
            SequenceNumber = (ushort)_sent,
            Timestamp = (uint)start,
            Ssrc = ssrc,
            Payload = codes,
        }.Write(datagram);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint remote)
    {
        try
        {
            await _socket.SendToAsync(datagram, SocketFlags.None, remote, _stop.Token);
        }
        catch (SocketException)
        {
            // The other side's port is closed (ICMP): it has hung up a moment earlier.
        }
    }

    private async Task ReceiveAsync()
    {
        var datagram = new byte[DatagramBytes];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(datagram, SocketFlags.None, _stop.Token);
                Hear(datagram.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // As above, seen by the receiver.
            }
        }
    }

    private void Hear(ReadOnlySpan<byte> datagram)
    {
        if (!RtpPacket.TryParse(datagram, out var packet) || packet.PayloadType != MuLaw.PayloadType)
            return;
        lock (_lock)
        {
            foreach (var code in packet.Payload)
            {
                if (_heard.Count == KeptSamples)
                    _heard.Dequeue();
                _heard.Enqueue(MuLaw.Decode(code));
            }
            _received++;
            foreach (var (packets, reached) in _waits)
            {
                if (packets <= _received)
                    reached.TrySetResult();
            }
            _waits.RemoveAll(wait => wait.Packets <= _received);
        }
    }
}
