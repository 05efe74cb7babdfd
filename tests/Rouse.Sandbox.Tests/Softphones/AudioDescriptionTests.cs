using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Sandbox.Softphones;

namespace Rouse.Sandbox.Tests.Softphones;

public sealed class AudioDescriptionTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void What_is_written_is_read(string address)
    {
        var rtp = new IPEndPoint(IPAddress.Parse(address), 40_000);

        Assert.True(AudioDescription.TryRead(Message(AudioDescription.Write(rtp)), out var read));
        Assert.Equal(rtp, read);
    }

    [Theory]
    [InlineData("c=IN IP4 192.0.2.1|m=audio 4000 RTP/AVP 96 0", "192.0.2.1:4000")]
    [InlineData("c=IN IP4 192.0.2.1|m=audio 4000 RTP/AVP 0|c=IN IP4 192.0.2.2|a=sendrecv", "192.0.2.2:4000")]
    [InlineData("c=IN IP4 192.0.2.1|m=video 2 RTP/AVP 31|m=audio 4000 RTP/AVP 0|m=audio 1 RTP/AVP 0|c=IN IP4 192.0.2.3", "192.0.2.1:4000")]
    [InlineData("c=IN IP6 2001:db8::1|m=audio 4000 RTP/AVP 0", "[2001:db8::1]:4000")]
    public void First_audio_stream_counts(string lines, string expected)
    {
        Assert.True(AudioDescription.TryRead(Message(lines.Replace("|", "\r\n", StringComparison.Ordinal)), out var rtp));
        Assert.Equal(expected, rtp.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("m=audio 4000 RTP/AVP 0")]
    [InlineData("c=IN IP4 192.0.2.1")]
    [InlineData("c=IN IP4 192.0.2.1|m=audio 0 RTP/AVP 0")]
    [InlineData("c=IN IP4 192.0.2.1|m=audio 65536 RTP/AVP 0")]
    [InlineData("c=IN IP4 192.0.2.1|m=audio 4000 RTP/AVP 8 9")]
    [InlineData("c=IN IP4 192.0.2.1|m=audio")]
    [InlineData("c=IN IP4 phone.example.org|m=audio 4000 RTP/AVP 0")]
    public void Description_without_usable_audio_is_refused(string lines) =>
        Assert.False(AudioDescription.TryRead(Message(lines.Replace("|", "\r\n", StringComparison.Ordinal)), out _));

    private static SipMessage Message(string body)
    {
        var head = "SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.UTF8.GetBytes(head + body), out var message, out _));
        return message!;
    }
}
