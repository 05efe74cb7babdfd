using System.Buffers.Text;
using System.Net;
using System.Text;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Pipeline;

public sealed class DialogTokensTests
{
    static readonly DialogSide Bound = new(0x0123_4567_89AB_CDEF, 4711, 0, null);
    static readonly DialogSide Connection = new(0, long.MaxValue, 0, null);
    static readonly DialogSide IPv4 = new(0, 0, 3, IPEndPoint.Parse("192.0.2.17:65535"));
    static readonly DialogSide IPv6 = new(0, 0, 255, IPEndPoint.Parse("[2001:db8:1:2:3:4:5:6]:1"));
    static readonly DialogSide Server = IPv4 with { Kind = DialogSideKind.Server };
    static readonly DialogSide Peer = Connection with { Kind = DialogSideKind.ServerOfOperator };

    readonly DialogTokens _tokens = new(new ServerKeys(new byte[32]));

    public static TheoryData<string, string> Sides
    {
        get
        {
            var sides = new TheoryData<string, string>();
            foreach (var caller in Names)
            {
                foreach (var callee in Names)
                    sides.Add(caller, callee);
            }
            return sides;
        }
    }

    static string[] Names => [nameof(Bound), nameof(Connection), nameof(IPv4), nameof(IPv6), nameof(Server), nameof(Peer)];

    [Theory]
    [MemberData(nameof(Sides))]
    public void What_was_sealed_is_opened_again(string caller, string callee)
    {
        var token = new DialogToken(Side(caller), Side(callee), 0xDE_ADBE, 7, 0xBEEF);
        var text = _tokens.Seal(token);

        Assert.InRange(text.Length, 1, 80);
        Assert.True(Base64Url.IsValid(text));
        Assert.True(_tokens.TryOpen(text, out var opened));
        Assert.Equal(token, opened);
    }

    [Fact]
    public void Two_IPv6_addresses_need_all_of_the_80_characters() =>
        Assert.Equal(80, _tokens.Seal(new DialogToken(IPv6, IPv6, 1, 2, 4)).Length);

    [Fact]
    public void Same_dialog_gives_the_same_text()
    {
        var token = new DialogToken(Bound, IPv4, 1, 2, 4);

        Assert.Equal(_tokens.Seal(token), _tokens.Seal(token));
        Assert.Equal(_tokens.Seal(token), new DialogTokens(new ServerKeys(new byte[32])).Seal(token));
    }

    [Fact]
    public void One_character_more_or_less_or_other_is_no_token()
    {
        var text = _tokens.Seal(new DialogToken(Bound, IPv6, 1, 2, 4));
        for (var i = 0; i < text.Length; i++)
        {
            for (var bit = 0; bit < 6; bit++)
            {
                var changed = Base64Url.DecodeFromUtf8(text);
                var at = Math.Min(changed.Length - 1, i * 6 / 8);
                changed[at] ^= (byte)(1 << bit);
                Assert.False(_tokens.TryOpen(Base64Url.EncodeToUtf8(changed), out _));
            }
            Assert.False(_tokens.TryOpen(text.AsSpan(0, i), out _));
        }
        Assert.False(_tokens.TryOpen([.. text, (byte)'A'], out _));
    }

    [Fact]
    public void Token_of_another_key_is_none()
    {
        var others = new DialogTokens(new ServerKeys([.. Enumerable.Repeat((byte)1, 32)]));

        Assert.False(_tokens.TryOpen(others.Seal(new DialogToken(Bound, Bound, 1, 2, 4)), out _));
        Assert.True(others.TryOpen(others.Seal(new DialogToken(Bound, Bound, 1, 2, 4)), out _));
    }

    [Fact]
    public void Two_dialogs_of_the_same_phones_differ_everywhere()
    {
        var first = Base64Url.DecodeFromUtf8(_tokens.Seal(new DialogToken(Bound, IPv4, 1, 2, 4)));
        var second = Base64Url.DecodeFromUtf8(_tokens.Seal(new DialogToken(Bound, IPv4, 1, 3, 4)));

        Assert.InRange(first.Zip(second).Count(pair => pair.First == pair.Second), 0, 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("=")]
    [InlineData("%%%%")]
    [InlineData("AAAA AAAA\r\nAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_is_told_without_an_exception(string text) =>
        Assert.False(_tokens.TryOpen(Encoding.UTF8.GetBytes(text), out _));

    static DialogSide Side(string name) => name switch
    {
        nameof(Bound) => Bound,
        nameof(Connection) => Connection,
        nameof(IPv4) => IPv4,
        nameof(Server) => Server,
        nameof(Peer) => Peer,
        _ => IPv6,
    };
}
