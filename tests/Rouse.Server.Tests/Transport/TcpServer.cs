using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>A TCP transport on loopback with a clock that the test moves.</summary>
sealed class TcpServer : IAsyncDisposable
{
    public TcpServer(IMessageSink sink, string address = "127.0.0.1", int port = 0, int? loops = null)
    {
        var listen = new ListenAddress { Transport = SipTransport.Tcp, Address = IPAddress.Parse(address), Port = port };
        Transport = new TcpTransport(listen, null, new FlowIds(), Time, Log) { LoopCount = loops ?? StreamLoops.Usual };
        Transport.Start(sink);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordingLoggers Log { get; } = new();

    public TcpTransport Transport { get; }

    public IPEndPoint Address => Transport.Listeners[0].Local;

    public ValueTask DisposeAsync() => Transport.DisposeAsync();
}
