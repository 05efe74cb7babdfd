using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Sip;

namespace Rouse.Soak.Sip;

/// <summary>A UDP port of a phone; the same in all lives of the server, so that its bindings keep their flow.</summary>
sealed class UdpPath : ISipPath, IDisposable
{
    static readonly byte[] Mark = [0];

    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    readonly IPEndPoint _server;
    readonly SocketAddress _serverAddress;
    TaskCompletionSource _drained = new();

    public UdpPath(IPEndPoint server)
    {
        _server = server;
        _serverAddress = server.Serialize();
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _ = ReceiveAsync();
    }

    public string Transport => "UDP";

    public IPEndPoint Local { get; }

    public Action<SipResponse> Received { private get; set; } = _ => { };

    public Task OpenAsync() => Task.CompletedTask;

    public void Send(ReadOnlySpan<byte> message) => _socket.SendTo(message, SocketFlags.None, _serverAddress);

    public Task DrainAsync()
    {
        _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Loopback keeps the order: what comes before this is all that the server had sent.
        _socket.SendTo(Mark, Local);
        return _drained.Task;
    }

    public void Dispose() => _socket.Dispose();

    async Task ReceiveAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(65_535);
        var source = new SocketAddress(_server.AddressFamily);
        while (true)
        {
            int length;
            try
            {
                length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, source);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }
            var bytes = buffer.AsMemory(0, length).ToArray();
            if (length == Mark.Length)
                _drained.TrySetResult();
            else if (SipParser.TryParseDatagram(bytes, out var message, out _) && message is SipResponse response)
                Received(response);
        }
    }
}
