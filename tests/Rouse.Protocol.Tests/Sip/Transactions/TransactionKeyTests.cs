using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

public sealed class TransactionKeyTests
{
    const string New = "SIP/2.0/UDP a.example.org:5060;branch=z9hG4bK1;rport";
    const string Old = "SIP/2.0/UDP a.example.org;branch=1";

    [Theory]
    [InlineData(New, "ACK")]
    [InlineData(New, "CANCEL")]
    [InlineData(Old, "ACK")]
    [InlineData(Old, "CANCEL")]
    public void ACK_and_CANCEL_have_the_key_of_their_INVITE(string via, string method)
    {
        Assert.Equal(Key(via, "INVITE"), Key(via, method, to: "<sip:bob@example.org>;tag=ours"));
    }

    [Theory]
    [InlineData(New)]
    [InlineData(Old)]
    public void Another_method_is_another_transaction(string via)
    {
        Assert.NotEqual(Key(via, "INVITE"), Key(via, "BYE"));
        Assert.NotEqual(Key(via, "INFO"), Key(via, "BYE"));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP A.EXAMPLE.org:5060;branch=z9hG4bK1")]
    [InlineData("SIP/2.0/UDP a.example.org:5060;x=y;branch=z9hG4bK1;rport=7;received=192.0.2.1")]
    [InlineData("SIP / 2.0 / TCP  a.example.org:5060 ; branch = z9hG4bK1")]
    public void Branch_and_sent_by_alone_make_the_key(string via)
    {
        Assert.Equal(Key(New, "INVITE"), Key(via, "INVITE", "sip:other@example.org", callId: "2", number: 9, from: "<sip:x@y>;tag=z"));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP a.example.org:5060;branch=z9hG4bK2")]
    [InlineData("SIP/2.0/UDP a.example.org:5060;branch=z9hG4bK11")]
    [InlineData("SIP/2.0/UDP a.example.org:5061;branch=z9hG4bK1")]
    [InlineData("SIP/2.0/UDP b.example.org:5060;branch=z9hG4bK1")]
    public void Another_branch_or_sent_by_is_another_transaction(string via)
    {
        Assert.NotEqual(Key(New, "INVITE"), Key(via, "INVITE"));
    }

    [Fact]
    public void A_byte_cannot_move_from_the_branch_to_the_host()
    {
        Assert.NotEqual(Key("SIP/2.0/UDP y.org;branch=z9hG4bKx", "INVITE"), Key("SIP/2.0/UDP .org;branch=z9hG4bKxy", "INVITE"));
    }

    [Fact]
    public void Another_seed_gives_another_key()
    {
        Assert.NotEqual(Key(New, "INVITE", seed: 1), Key(New, "INVITE", seed: 2));
    }

    [Theory]
    [InlineData("sip:bob@example.org", "1", 1, "<sip:alice@example.org>;tag=a", Old, true)]
    [InlineData("sip:bob@example.org", "1", 1, "\"Alice\" <sip:alice@example.org>;tag=a", Old, true)]
    [InlineData("sip:carol@example.org", "1", 1, "<sip:alice@example.org>;tag=a", Old, false)]
    [InlineData("sip:bob@example.org", "2", 1, "<sip:alice@example.org>;tag=a", Old, false)]
    [InlineData("sip:bob@example.org", "1", 2, "<sip:alice@example.org>;tag=a", Old, false)]
    [InlineData("sip:bob@example.org", "1", 1, "<sip:alice@example.org>;tag=b", Old, false)]
    [InlineData("sip:bob@example.org", "1", 1, "<sip:alice@example.org>", Old, false)]
    [InlineData("sip:bob@example.org", "1", 1, "<sip:alice@example.org>;tag=a", "SIP/2.0/UDP a.example.org;branch=2", false)]
    [InlineData("sip:bob@example.org", "1", 1, "<sip:alice@example.org>;tag=a", "SIP/2.0/UDP b.example.org;branch=1", false)]
    public void An_RFC_2543_request_is_known_by_all_that_it_repeats(
        string uri, string callId, int number, string from, string via, bool isSame)
    {
        Assert.Equal(isSame, Key(Old, "INVITE") == Key(via, "INVITE", uri, callId, number, from));
    }

    static TransactionKey Key(
        string via, string method, string uri = "sip:bob@example.org", string callId = "1", int number = 1,
        string from = "<sip:alice@example.org>;tag=a", string to = "<sip:bob@example.org>", long seed = 7) =>
        TransactionKey.Of(
            Wire.Request(
                $"{method} {uri} SIP/2.0\nVia: {via}\nFrom: {from}\nTo: {to}\nCall-ID: {callId}\nCSeq: {number} {method}\n\n"),
            seed);
}
