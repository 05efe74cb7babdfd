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
