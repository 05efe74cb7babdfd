using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Pipeline;

public sealed class ViaBranchesTests
{
    const string Request =
        "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nRoute: <sip:p1;lr>\r\n"
        + "From: <sip:alice@example.org>;tag=a\r\nTo: <sip:bob@example.org>;tag=b\r\n"
        + "Call-ID: c\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";

    static readonly Listener Udp = new(SipTransport.Udp, IPEndPoint.Parse("[2001:db8::1]:5070"), null);

    [Theory]
    [InlineData(0, 0, 0u)]
    [InlineData(-1, 63, uint.MaxValue)]
    [InlineData(long.MaxValue, int.MaxValue, 1u)]
    public void What_was_written_is_read_again(long id, int index, uint hash)
    {
        var via = Encoding.ASCII.GetString(ViaBranches.Write(Udp, id, index, hash));

        Assert.StartsWith("SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK", via);
        Assert.True(ViaBranches.TryRead(Encoding.ASCII.GetBytes(via.Split('=')[1]), out var readId, out var readIndex, out var readHash));
        Assert.Equal((id, index, hash), (readId, readIndex, readHash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("z9hG4bK")]
    [InlineData("z9hG4bK776asdhds")]
    [InlineData("z9hG4bKAAAAAAAAAAA")]
    [InlineData("z9hG4bKAAAAAAAAAAA0")]
    [InlineData("z9hG4bKAAAAAAAAAAA0.0000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA1234567890")]
    [InlineData("z9hG4bKAAAAAAAAAAA123456789.")]
    [InlineData("z9hG4bKAAAAAAAAAAA99999999999.00000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA-1.00000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA+1.00000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA.000000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA0-00000000")]
    [InlineData("z9hG4bKAAAAAAAAAAA0.-0000000")]
    [InlineData("z9hG4bKAAAAAAAAAA=0.00000000")]
    [InlineData("z9hG4bK           0.00000000")]
    [InlineData("z9hg4bkAAAAAAAAAAA0.00000000")]
    public void What_is_not_ours_is_told_without_an_exception(string branch) =>
        Assert.False(ViaBranches.TryRead(Encoding.ASCII.GetBytes(branch), out _, out _, out _));

    [Theory]
    [InlineData("bob@example.org SIP", "bob@example.org;x SIP")]
    [InlineData("tag=a", "tag=x")]
    [InlineData("tag=b", "tag=x")]
    [InlineData("Call-ID: c", "Call-ID: x")]
    [InlineData("CSeq: 1", "CSeq: 2")]
    [InlineData("<sip:p1;lr>", "<sip:p2;lr>")]
    public void What_decides_the_way_changes_the_hash(string part, string other) =>
        Assert.NotEqual(Hash(Request), Hash(Request.Replace(part, other)));

    [Fact]
    public void Another_route_of_the_operator_changes_the_hash() => Assert.NotEqual(Hash(Request, 1), Hash(Request, 2));

    [Theory]
    [InlineData("to", "fr", "cal", "11")]
    [InlineData("t", "ofr", "cal", "11")]
    [InlineData("to", "f", "rcal", "11")]
    [InlineData("to", "fr", "cal1", "1")]
    public void What_moves_from_one_text_to_the_next_changes_the_hash(string to, string from, string callId, string cseq)
    {
        var request = Request.Replace("tag=b", $"tag={to}").Replace("tag=a", $"tag={from}").Replace("Call-ID: c", $"Call-ID: {callId}")
            .Replace("CSeq: 1 ", $"CSeq: {cseq} ");
        Assert.NotEqual(Hash(Request.Replace("tag=b", "tag=tof").Replace("tag=a", "tag=r").Replace("Call-ID: c", "Call-ID: cal")
            .Replace("CSeq: 1 ", "CSeq: 11 ")), Hash(request));
    }

    [Theory]
    [InlineData("Max-Forwards: 70", "Max-Forwards: 69")]
    [InlineData("branch=z9hG4bK1", "branch=z9hG4bK2")]
    [InlineData("Content-Length: 0", "X: y\r\nContent-Length: 0")]
    public void What_every_hop_changes_does_not(string part, string other) =>
        Assert.Equal(Hash(Request), Hash(Request.Replace(part, other)));

    [Theory]
    [InlineData("[2001:db8::1]:5070", true)]
    [InlineData("[2001:db8::1]:5060", false)]
    [InlineData("192.0.2.1:5070", false)]
    public void Only_a_Via_of_our_own_address_makes_a_loop(string sentBy, bool isLoop)
    {
        var request = Parse(Request);
        var ours = Encoding.ASCII.GetString(ViaBranches.Write(Udp, 1, 0, ViaBranches.LoopHash(request, 0)))
            .Replace("[2001:db8::1]:5070", sentBy);

        Assert.Equal(isLoop, ViaBranches.IsLoop(Parse(Request.Replace("Max-Forwards", $"Via: {ours}\r\nMax-Forwards")), 0, [Udp]));
    }

    static uint Hash(string text, int routeNumber = 0) => ViaBranches.LoopHash(Parse(text), routeNumber);

    static SipRequest Parse(string text)
    {
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(text), out var message, out _));
        return (SipRequest)message!;
    }
}
