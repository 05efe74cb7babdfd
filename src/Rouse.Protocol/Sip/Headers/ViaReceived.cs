using System.Net;
using System.Text;

namespace Rouse.Protocol.Sip.Headers;

/// <summary>What a server notes in the topmost Via of a request: where it really came from (RFC 3261 §18.2.1, RFC 3581 §4).</summary>
public static class ViaReceived
{
    /// <summary>
    /// The Via value with <c>received</c>, and <c>rport</c> where the client asked for it, set to the source. Always, so that a client
    /// behind a NAT learns its address; what the client claims for them is dropped. A <c>keep</c> without a value is an offer to send
    /// keep-alives and gets one (RFC 6223 §4.4).
    /// </summary>
    /// <param name="value">As it came.</param>
    /// <param name="via">The same, parsed.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="keepAlive">Seconds between keep-alives that are wished for; 0: none are answered.</param>
    public static byte[] Fill(ReadOnlyMemory<byte> value, Via via, IPEndPoint source, int keepAlive = 0)
    {
        var output = new ByteBuffer(value.Length + 80);
        var parameters = via.Parameters.Text.Length;
        output.Add(value.Span[..(value.Length - parameters)]);
        var asksForPort = false;
        foreach (var parameter in via.Parameters)
        {
            if (Ascii.EqualsIgnoreCase(parameter.Name.Span, "rport"u8))
                asksForPort = true;
            else if (keepAlive > 0 && !parameter.HasValue && Ascii.EqualsIgnoreCase(parameter.Name.Span, "keep"u8))
                AddKeep(keepAlive, ref output);
            else if (!Ascii.EqualsIgnoreCase(parameter.Name.Span, "received"u8))
                output.Add(parameter.Text.Span);
        }
        output.Add(";received="u8);
        output.AddAddress(source.Address);
        if (asksForPort)
        {
            output.Add(";rport="u8);
            output.Add(source.Port);
        }
        return output.TakeArray();
    }

    static void AddKeep(int seconds, ref ByteBuffer output)
    {
        output.Add(";keep="u8);
        output.Add(seconds);
    }
}
