using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Pipeline;

public sealed class StatelessTagsTests
{
    readonly StatelessTags _tags = new(new byte[16]);

    [Fact]
    public void Same_request_gets_the_same_tag() => Assert.Equal(_tags.Make(Parse("INVITE")), _tags.Make(Parse("INVITE")));

    [Fact]
    public void Tag_is_known_again_in_the_ACK() => Assert.True(_tags.IsOurs(Parse("ACK", Tag())));

    [Theory]
    [InlineData("Call-ID: c", "Call-ID: d")]
    [InlineData("tag=a", "tag=x")]
    [InlineData("branch=z9hG4bK1", "branch=z9hG4bK2")]
    public void Tag_of_another_request_is_not_known(string part, string other) =>
        Assert.False(_tags.IsOurs(Parse("ACK", Tag(), part, other)));

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAA")]
    public void Tag_of_a_phone_is_not_ours(string tag) => Assert.False(_tags.IsOurs(Parse("ACK", tag)));

    [Fact]
    public void Tag_of_another_key_is_not_ours() =>
        Assert.False(new StatelessTags([.. Enumerable.Repeat((byte)1, 16)]).IsOurs(Parse("ACK", Tag())));

    string Tag() => Encoding.ASCII.GetString(_tags.Make(Parse("INVITE")));

    static SipRequest Parse(string method, string toTag = "", string part = "Call-ID: c", string other = "Call-ID: c")
    {
        var to = toTag.Length == 0 ? "" : ";tag=" + toTag;
        var text = $"{method} sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\n"
            + "From: <sip:alice@example.org>;tag=a\r\n"
            + $"To: <sip:bob@example.org>{to}\r\nCall-ID: c\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(text.Replace(part, other)), out var message, out _));
        return (SipRequest)message!;
    }
}
