using System.Globalization;
using System.Net;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// Offer and answer of one PCMU stream (RFC 3264, RFC 8866). Of the other side's description only address and port of its first audio
/// stream are read.
/// </summary>
internal static class AudioDescription
{
    public const string ContentType = "application/sdp";

    public static string Write(IPEndPoint rtp)
    {
        var family = rtp.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        return string.Create(CultureInfo.InvariantCulture, $"""
            v=0
            o=- {rtp.Port} 1 IN {family} {rtp.Address}
            s=-
            c=IN {family} {rtp.Address}
            t=0 0
            m=audio {rtp.Port} RTP/AVP {MuLaw.PayloadType}
            a=rtpmap:{MuLaw.PayloadType} PCMU/{MuLaw.SamplesPerSecond}
            a=ptime:20

            """).ReplaceLineEndings("\r\n");
    }

    /// <summary>Where the other side expects audio; false if it has no audio, rejects it, or cannot take PCMU.</summary>
    public static bool TryRead(SipMessage message, out IPEndPoint rtp)
    {
        rtp = new IPEndPoint(IPAddress.None, 0);
        IPAddress? address = null;
        string[]? audio = null;
        foreach (var line in Encoding.UTF8.GetString(message.Body.Span).Split('\n', StringSplitOptions.TrimEntries))
        {
            if (audio is not null && line.StartsWith("m=", StringComparison.Ordinal))
                break;
            if (line.StartsWith("m=audio ", StringComparison.Ordinal))
                audio = line.Split(' ');
            else if (line.StartsWith("c=IN ", StringComparison.Ordinal) && IPAddress.TryParse(line.Split(' ')[^1], out var at))
                address = at;
        }
        if (address is null || audio is not [_, var portText, _, .. var formats] || !formats.Contains("0")
            || !ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        rtp = new IPEndPoint(address, port);
        return true;
    }
}
