using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

/// <summary>A flow on which nothing is sent.</summary>
sealed class FakeFlow(
    string source = "192.0.2.7", SipTransport transport = SipTransport.Udp, PeerCertificate? certificate = null, int port = 40_000)
    : Flow(1, new Listener(transport, new IPEndPoint(IPAddress.Loopback, 5060), null), new IPEndPoint(IPAddress.Parse(source), port))
{
    public override PeerCertificate? Certificate => certificate;

    protected override bool Transmit(ReadOnlyMemory<byte> message) => throw new NotSupportedException();

    public override void Close() => throw new NotSupportedException();
}
