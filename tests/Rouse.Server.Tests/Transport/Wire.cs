using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Tests.Transport;

/// <summary>Small messages as they go over the wire.</summary>
static class Wire
{
    public static byte[] Request(string callId, int bodyBytes = 0) => Bytes(
        $"MESSAGE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK{callId}\r\n"
        + $"From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: {callId}\r\nCSeq: 1 MESSAGE\r\n"
        + $"Content-Length: {bodyBytes}\r\n\r\n{new string('x', bodyBytes)}");

    /// <summary>A request whose whole length is given.</summary>
    public static byte[] RequestOf(int bytes)
    {
        var body = bytes - Request("long", 0).Length;
        while (true)
        {
            var request = Request("long", body);
            if (request.Length == bytes)
                return request;
            body += bytes - request.Length;
        }
    }

    public static byte[] WithoutContentLength(string callId) => Bytes(
        $"OPTIONS sip:example.org SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK{callId}\r\nFrom: <sip:alice@example.org>;tag=1\r\n"
        + $"To: <sip:example.org>\r\nCall-ID: {callId}\r\nCSeq: 1 OPTIONS\r\n\r\n");

    public static byte[] Answer(SipMessage request) => Answer(Encoding.ASCII.GetString(request.CallId));

    public static byte[] Answer(string callId) => Bytes($"SIP/2.0 200 OK\r\nCall-ID: {callId}\r\nContent-Length: 0\r\n\r\n");

    public static string CallId(SipMessage message) => Encoding.ASCII.GetString(message.CallId);

    public static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
