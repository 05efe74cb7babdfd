namespace Rouse.Server.Transport;

/// <summary>How SIP travels (RFC 3261 §18, RFC 7118): the transport that Via and the <c>transport</c> parameter name.</summary>
public enum SipTransport : byte
{
    Udp,
    Tcp,
    Tls,
    Ws,
    Wss,
}

static class SipTransportNames
{
    /// <summary>The port where a URI names none (RFC 3261 §19.1.2).</summary>
    public static int DefaultPort(this SipTransport transport) => transport == SipTransport.Tls ? 5061 : 5060;
}
