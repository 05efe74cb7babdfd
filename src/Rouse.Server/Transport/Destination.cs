using System.Net;

namespace Rouse.Server.Transport;

/// <summary>One place where a server can be reached: what RFC 3263 §4 ends with.</summary>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="Remote">Address and port.</param>
/// <param name="Domain">What its certificate must name (RFC 5922 §4), whatever its address was found by; empty without TLS.</param>
readonly record struct Destination(SipTransport Transport, IPEndPoint Remote, string Domain)
{
    public override string ToString() => $"{Transport.ToString().ToLowerInvariant()} {Remote}";
}
