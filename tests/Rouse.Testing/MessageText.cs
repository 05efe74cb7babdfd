using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>Reads messages as text, for what a test says about them.</summary>
static class MessageText
{
    /// <summary>The first value of a header; empty when there is none.</summary>
    public static string Value(this SipMessage message, HeaderName name) => Phone.Text(message.Headers.First(name));

    /// <summary>All values of a header, top to bottom.</summary>
    public static string[] Values(this SipMessage message, HeaderName name)
    {
        var values = new List<string>();
        foreach (var value in message.Headers.Values(name))
            values.Add(Phone.Text(value));
        return [.. values];
    }

    /// <summary>The value of a header that the server does not know.</summary>
    public static string Other(this SipMessage message, string name) =>
        Phone.Text(message.Headers.FirstOther(Encoding.ASCII.GetBytes(name)));

    /// <summary>The whole message, one char per byte.</summary>
    public static string Wire(this SipMessage message) => Encoding.Latin1.GetString(message.Bytes.Span);

    public static string StartLine(this SipMessage message)
    {
        var wire = Phone.Text(message.Bytes);
        return wire[..wire.IndexOf('\r', StringComparison.Ordinal)];
    }

    public static string Body(this SipMessage message) => Encoding.Latin1.GetString(message.Body.Span);
}
