using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests;

/// <summary>Messages as text: line ends of the source become CRLF.</summary>
static class Wire
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static string Text(ReadOnlyMemory<byte> bytes) => Text(bytes.Span);

    public static ReadOnlyMemory<byte> Memory(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Parses one datagram that must give a message; it may have a defect.</summary>
    public static SipMessage Message(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(SipParser.TryParseDatagram(bytes, out var message, out var error), error?.ToString());
        return message!;
    }

    public static SipRequest Request(string text) => Assert.IsType<SipRequest>(Message(Bytes(text)));

    public static SipResponse Response(string text) => Assert.IsType<SipResponse>(Message(Bytes(text)));

    /// <summary>A request with these header lines between its Via and its end.</summary>
    public static SipRequest RequestWith(string headers) =>
        Request($"OPTIONS sip:bob@example.org SIP/2.0\nVia: SIP/2.0/UDP a.example.org\n{headers}\n\n");

    public static SipParseError? Check(SipMessage message) =>
        message is SipRequest request ? SipSyntax.Check(request) : SipSyntax.Check((SipResponse)message);

    /// <summary>Every value of one header, top to bottom.</summary>
    public static string[] Values(SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in message.Headers.Values(name))
            values.Add(Text(value));
        return [.. values];
    }
}
