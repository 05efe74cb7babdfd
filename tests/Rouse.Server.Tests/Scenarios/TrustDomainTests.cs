using System.Net;
using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>RFC 3325: what is said of identities, at the border of the trust domain.</summary>
public sealed class TrustDomainTests : IDisposable
{
    const string Assertions = """
        P-Asserted-Identity: "The Boss" <sip:boss@example.org>, <tel:+4930123>
        p-asserted-service: urn:urn-7:3gpp-service.ims.icsi.mmtel
        P-Charging-Vector: icid-value=1234
        P-CHARGING-FUNCTION-ADDRESSES: ccf=192.0.2.77
        P-Charging-Whatever: x
        """;

    readonly TestNetwork _network;
    readonly Phone _peer;
    readonly Phone _other;
    readonly Phone _alice;
    readonly Phone _bob;

    public TrustDomainTests()
    {
        _network = new TestNetwork(static options => options with
        {
            Trust = new() { Networks = [IPNetwork.Parse("192.0.2.11/32"), IPNetwork.Parse("192.0.2.12/32")] },
        });
        _peer = _network.Phone("peer");
        _other = _network.Phone("other");
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _peer.Registers();
        _other.Registers();
        _bob.Registers();
    }

    public void Dispose() => _network.Dispose();

    SipRequest Sent(Phone from, Phone to, string headers, string? sender = null)
    {
        from.SendsRaw("MESSAGE", $"sip:{to.User}@example.org", sender, headers: headers);
        var request = to.ReceivesRequest("MESSAGE *");
        to.Answers(request, 200);
        from.Receives("SIP/2.0 200 *");
        return request;
    }

    static string[] Said(SipMessage message) =>
        [.. message.Wire().Split("\r\n").Where(line => line.StartsWith("P-", StringComparison.OrdinalIgnoreCase))];

    [Fact]
    public void Phone_asserts_nothing() => Assert.Empty(Said(Sent(_alice, _bob, Assertions)));

    [Fact]
    public void Phone_asserts_nothing_towards_trusted_peers_either() => Assert.Empty(Said(Sent(_alice, _peer, Assertions)));

    [Fact]
    public void Trusted_peer_asserts_what_it_likes()
    {
        var lines = Assertions.ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(lines, Said(Sent(_peer, _bob, Assertions)));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("user; ID;critical")]
    [InlineData("header;id")]
    public void Private_identity_does_not_go_to_a_phone(string privacy)
    {
        var request = Sent(_peer, _bob, $"Privacy: {privacy}\n{Assertions}");

        Assert.False(request.Headers.Contains(HeaderName.PAssertedIdentity));
        Assert.Equal(4, Said(request).Length);
        Assert.Equal(privacy, request.Value(HeaderName.Privacy));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("header")]
    [InlineData("idle")]
    public void Other_wishes_do_not_hide_it(string privacy) =>
        Assert.Equal(2, Sent(_peer, _bob, $"Privacy: {privacy}\n{Assertions}").Values(HeaderName.PAssertedIdentity).Length);

    [Fact]
    public void Private_identity_stays_among_trusted_peers() =>
        Assert.Equal(2, Sent(_peer, _other, $"Privacy: id\n{Assertions}").Values(HeaderName.PAssertedIdentity).Length);

    [Fact]
    public void Remote_party_of_a_phone_goes_no_further()
    {
        const string Boss = "Remote-Party-ID: \"The Boss\" <sip:boss@example.org>;party=calling;screen=yes";

        Assert.False(Sent(_alice, _bob, Boss).Headers.Contains(HeaderName.RemotePartyId));
        Assert.False(Sent(_alice, _peer, Boss).Headers.Contains(HeaderName.RemotePartyId));
    }

    [Theory]
    [InlineData("<sip:alice@example.org>", true)]
    [InlineData("\"Alice\" <sip:%61lice@EXAMPLE.org:5060;user=phone>", true)]
    [InlineData("<sip:boss@example.org>", false)]
    [InlineData("<sip:alice@example.org>, <sip:boss@example.org>", false)]
    [InlineData("<sip:alice@example.org>\nP-Preferred-Identity: <tel:+4930123>", false)]
    [InlineData("<sip:alice@elsewhere.example>", false)]
    [InlineData("<", false)]
    public void What_a_phone_would_like_to_be_called_passes_if_it_is_itself(string identity, bool passes) =>
        Assert.Equal(
            passes, Sent(_alice, _bob, $"P-Preferred-Identity: {identity}").Headers.Contains(HeaderName.PPreferredIdentity));

    [Fact]
    public void Stranger_may_like_to_be_called_itself()
    {
        const string Eve = "P-Preferred-Identity: <sip:eve@Elsewhere.example>";

        Assert.True(Sent(_alice, _bob, Eve, "<sip:eve@elsewhere.example>;tag=1").Headers.Contains(HeaderName.PPreferredIdentity));
        Assert.False(Sent(_alice, _bob, Eve, "<tel:+4930123>;tag=1").Headers.Contains(HeaderName.PPreferredIdentity));
    }

    [Fact]
    public void What_a_phone_would_like_to_be_called_is_not_shown_to_phones_if_it_is_anonymous()
    {
        const string Alice = "P-Preferred-Identity: <sip:alice@example.org>";

        Assert.False(Sent(_alice, _bob, $"{Alice}\nPrivacy: id").Headers.Contains(HeaderName.PPreferredIdentity));
        Assert.False(Sent(_alice, _bob, Alice, "<sip:anonymous@example.org>;tag=1").Headers.Contains(HeaderName.PPreferredIdentity));
        Assert.True(Sent(_alice, _peer, $"{Alice}\nPrivacy: id").Headers.Contains(HeaderName.PPreferredIdentity));
    }

    [Theory]
    [InlineData("P-Preferred-Identity: <sip:carol@example.org>", HeaderName.PPreferredIdentity)]
    [InlineData("Remote-Party-ID: <sip:carol@example.org>", HeaderName.RemotePartyId)]
    public void What_a_trusted_peer_says_in_another_header_passes_unless_the_caller_is_anonymous(string header, HeaderName name)
    {
        Assert.True(Sent(_peer, _bob, header).Headers.Contains(name));
        Assert.False(Sent(_peer, _bob, $"{header}\nPrivacy: id").Headers.Contains(name));
        Assert.False(Sent(_peer, _bob, header, "<sip:anonymous@anonymous.invalid>;tag=1").Headers.Contains(name));
        Assert.False(Sent(_peer, _bob, header, "<sip:anonymous@carrier.example>;tag=1").Headers.Contains(name));
        Assert.True(Sent(_peer, _other, $"{header}\nPrivacy: id").Headers.Contains(name));
    }

    // They say which way a call went, not who calls.
    [Theory]
    [InlineData("Diversion: <sip:carol@example.org>;reason=no-answer")]
    [InlineData("History-Info: <sip:carol@example.org>;index=1")]
    [InlineData("P-Associated-URI: <sip:alice@example.org>")]
    public void Way_of_a_call_passes_from_anybody(string header) =>
        Assert.Contains($"\r\n{header}\r\n", Sent(_alice, _bob, header).Wire(), StringComparison.Ordinal);

    [Fact]
    public void Phone_that_answers_asserts_nothing_and_a_peer_does()
    {
        _alice.Requests("INFO", "sip:bob@example.org");
        _bob.Answers(_bob.Receives("INFO *"), 200, "Remote-Party-ID: <sip:x@y.example>\n" + Assertions);
        var answer = _alice.Receives("SIP/2.0 200 *");
        Assert.Empty(Said(answer));
        Assert.False(answer.Headers.Contains(HeaderName.RemotePartyId));
        _alice.Requests("INFO", "sip:peer@example.org");
        _peer.Answers(_peer.Receives("INFO *"), 200, Assertions);
        Assert.Equal(5, Said(_alice.Receives("SIP/2.0 200 *")).Length);
        _alice.Requests("INFO", "sip:peer@example.org");
        _peer.Answers(_peer.Receives("INFO *"), 200, "Privacy: id\n" + Assertions);

        Assert.Equal(4, Said(_alice.Receives("SIP/2.0 200 *")).Length);
    }
}
