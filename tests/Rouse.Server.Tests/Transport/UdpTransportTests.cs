using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class PortableUdpTransportTests() : UdpTransportContract(isPortable: true, socketsPerAddress: 1);

public sealed class LinuxUdpTransportTests : UdpTransportContract
{
    public LinuxUdpTransportTests()
        : base(isPortable: false, socketsPerAddress: 1) => Assert.SkipUnless(OperatingSystem.IsLinux(), "recvmmsg is Linux's");
}

public sealed class TwoSocketUdpTransportTests : UdpTransportContract
{
    public TwoSocketUdpTransportTests()
        : base(isPortable: false, socketsPerAddress: 2) => Assert.SkipUnless(OperatingSystem.IsLinux(), "SO_REUSEPORT is Linux's");

    [Fact]
    public async Task Flow_is_retained_for_all_sockets_of_its_address()
    {
        var sink = Answering.Sink();
        await using var transport = new UdpTransport(
            new ListenAddress { Transport = SipTransport.Udp, Address = IPAddress.Loopback, Port = 0 },
            null,
            new FlowIds(),
            new FakeTimeProvider(),
            new RecordingLoggers())
        { SocketsPerAddress = 2 };
        transport.Start(sink);
        // So many sources that one socket does not get them all.
        for (var i = 0; i < 32; i++)
        {
            using var phone = new UdpPeer(transport.Listeners[0].Local);
            phone.Send(Wire.Request("a"));
            var (_, flow) = await sink.NextAsync();
            flow.Retain();
            Assert.Same(flow, transport.FlowTo(flow.Listener, phone.Local));
            phone.Send(Wire.Request("b"));
            Assert.Same(flow, (await sink.NextAsync()).Flow);
            Assert.Equal(Wire.Answer("a"), (await phone.ReceiveAsync()).Datagram);
            Assert.Equal(Wire.Answer("b"), (await phone.ReceiveAsync()).Datagram);
            flow.Release();
        }
    }
}
