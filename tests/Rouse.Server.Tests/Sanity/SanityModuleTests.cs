using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Sanity;
using Rouse.Server.Tests.Authentication;

namespace Rouse.Server.Tests.Sanity;

public class SanityModuleTests
{
    static readonly Domains Domains = new(
        ["example.org"], "rouse", static (host, port) => host.SequenceEqual("192.0.2.1"u8) && port is 0 or 5060);

    readonly SanityModule _module = new(Domains);

    [Fact]
    public void Good_request_passes_with_its_request_uri_read()
    {
        var request = Send("INVITE", "sip:bob@example.org:5080;transport=tcp");

        Assert.Equal(Verdict.Continue, request.Verdict);
        Assert.Equal("sip:bob@example.org:5080;transport=tcp", request.RequestUri.ToString());
        Assert.Equal(5080, request.RequestUri.Port);
    }

    [Theory]
    [InlineData("UNHEARDOF")]
    [InlineData("!interesting-Method0123456789_*+`.%indeed'~")]
    public void Method_that_nobody_knows_passes(string method) =>
        Assert.Equal(Verdict.Continue, Send(method, "sip:bob@example.org").Verdict);

    [Theory]
    [InlineData("INVITE", "nobodyKnowsThisScheme:totallyopaquecontent", "SIP/2.0 416 Unsupported URI Scheme")]
    [InlineData("REGISTER", "tel:+4930123", "SIP/2.0 416 *")]
    [InlineData("INVITE", "sip:bob@example.org?Route=%3Csip:sip.example.com%3E", "SIP/2.0 400 *")]
    [InlineData("INVITE", "<sip:bob@example.org>", "SIP/2.0 400 *")]
    [InlineData("INVITE", "sip:bob@example.org SIP/7.0 x", "SIP/2.0 400 *")]
    [InlineData("SUBSCRIBE", "sip:bob@example.org", "SIP/2.0 400 Missing Event")]
    public void Request_that_cannot_be_processed_is_refused(string method, string uri, string status)
    {
        AssertAnswered(status, Send(method, uri));
        AssertAnswered(status, Send(method, uri, "Max-Forwards: 0", "Proxy-Require: foo"));
    }

    [Fact]
    public void Another_version_gets_505()
    {
        var text = Text("OPTIONS", "sip:bob@example.org").Replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", StringComparison.Ordinal);

        AssertAnswered("SIP/2.0 505 *", Send(text));
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.7:40000;branch=z9hG4bK1;rport\r\n", "")]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.7:40000;branch=z9hG4bK1;rport\r\n", "Via: what?\r\n")]
    public void Without_a_way_back_nothing_is_answered(string via, string instead)
    {
        var request = Send(Text("OPTIONS", "sip:example.org").Replace(via, instead, StringComparison.Ordinal));

        Assert.Equal((Verdict.Dropped, null), (request.Verdict, request.Response));
    }

    [Theory]
    [InlineData("From: <sip:alice@example.org>;tag=f1\r\n", "")]
    [InlineData("From: <sip:alice@example.org>;tag=f1\r\n", "From: \"Mr. J. User <sip:alice@example.org>\r\n")]
    [InlineData("To: <sip:bob@example.org>\r\n", "")]
    [InlineData("Call-ID: c1\r\n", "")]
    [InlineData("CSeq: 20 INVITE\r\n", "CSeq: 36893488147419103232 INVITE\r\n")]
    [InlineData("CSeq: 20 INVITE\r\n", "CSeq: 20 REGISTER\r\n")]
    [InlineData("Content-Length: 0\r\n", "Content-Length: -999\r\n")]
    [InlineData("Content-Length: 0\r\n", "Content-Length: 9999\r\n")]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 300\r\n")]
    [InlineData("Max-Forwards: 70\r\n", "Max-Forwards: 70\r\nMax-Forwards: 5\r\n")]
    [InlineData("z9hG4bK1;", "z9hG4bK;")]
    public void Malformed_header_gets_400_and_a_phrase_that_names_it(string good, string bad)
    {
        var request = Send(Text("INVITE", "sip:bob@example.org").Replace(good, bad, StringComparison.Ordinal));

        AssertAnswered("SIP/2.0 400 *", request);
        Assert.DoesNotContain("Bad Request", request.Response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INVITE", "sip:bob@example.org", "0", 483)]
    [InlineData("INVITE", "sip:bob@example.org", "000", 483)]
    [InlineData("INVITE", "sip:bob@example.org", "1", null)]
    [InlineData("INVITE", "sip:bob@example.org", "255", null)]
    [InlineData("REGISTER", "sip:example.org", "0", 483)]
    [InlineData("OPTIONS", "sip:bob@example.org", "0", 483)]
    [InlineData("OPTIONS", "sip:example.net", "0", 483)]
    [InlineData("OPTIONS", "sip:example.org", "0", null)]
    [InlineData("OPTIONS", "sip:192.0.2.1", "0", null)]
    [InlineData("OPTIONS", "sip:192.0.2.1:5061", "0", 483)]
    public void Request_at_its_last_hop_is_not_sent_on(string method, string uri, string hops, int? status) =>
        Assert.Equal(status, Send(Text(method, uri).Replace("Max-Forwards: 70", $"Max-Forwards: {hops}", StringComparison.Ordinal)).Status);

    [Fact]
    public void Request_without_max_forwards_passes()
    {
        var text = Text("INVITE", "sip:bob@example.org").Replace("Max-Forwards: 70\r\n", "", StringComparison.Ordinal);

        Assert.Equal(Verdict.Continue, Send(text).Verdict);
    }

    [Fact]
    public void Every_option_that_a_proxy_would_have_to_support_is_listed_in_the_420()
    {
        var request = Send(
            "OPTIONS", "sip:bob@example.org", "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis", "Proxy-Require: third");

        AssertAnswered("SIP/2.0 420 Bad Extension", request);
        Assert.Equal(["noProxiesSupportThis, norDoAnyProxiesSupportThis", "third"], request.ResponseHeaders("Unsupported"));
    }

    [Theory]
    [InlineData("Proxy-Require:")]
    [InlineData("Proxy-Require: , ,")]
    [InlineData("Require: nothingSupportsThis")]
    public void What_asks_nothing_of_a_proxy_passes(string header) =>
        Assert.Equal(Verdict.Continue, Send("INVITE", "sip:bob@example.org", header).Verdict);

    [Theory]
    [InlineData("im:bob@example.org", "X-Nothing: wrong")]
    [InlineData("sip:bob@example.org", "Max-Forwards: 0")]
    [InlineData("sip:bob@example.org", "no header line")]
    public void Bad_ack_is_dropped(string uri, string header)
    {
        var request = Send("ACK", uri, header);

        Assert.Equal((Verdict.Dropped, null), (request.Verdict, request.Response));
    }

    [Fact]
    public void Ack_that_repeats_proxy_require_passes() =>
        Assert.Equal(Verdict.Continue, Send("ACK", "sip:bob@example.org", "Proxy-Require: foo").Verdict);

    [Theory]
    [InlineData("OPTIONS", "nobodyKnowsThisScheme:x", "Max-Forwards: 3", 416)]
    [InlineData("OPTIONS", "sip:bob@example.org", "Max-Forwards: 0", 483)]
    [InlineData("OPTIONS", "sip:bob@example.org", "Proxy-Require: foo", 420)]
    [InlineData("SUBSCRIBE", "sip:bob@example.org", "Max-Forwards: 3", 400)]
    [InlineData("OPTIONS", "sip:bob@example.org", "Max-Forwards: 3", 407)]
    public void All_this_is_decided_before_anybody_is_asked_for_a_password(string method, string uri, string header, int status) =>
        Assert.Equal(status, new LoginScene().Send(Text(method, uri, header)).Status);

    FakeRequest Send(string method, string uri, params string[] headers) => Send(Text(method, uri, headers));

    FakeRequest Send(string wire) => FakeRequest.Parse(wire).RunThrough(_module);

    static void AssertAnswered(string status, FakeRequest request)
    {
        Assert.Equal(Verdict.Answered, request.Verdict);
        Assert.StartsWith(status.TrimEnd('*'), request.Response, StringComparison.Ordinal);
    }

    static string Text(string method, string uri, params string[] headers)
    {
        // A header that stands once only replaces the usual one.
        string[] usual = headers.Any(h => h.StartsWith("Max-Forwards", StringComparison.Ordinal)) ? [] : ["Max-Forwards: 70"];
        string[] lines =
        [
            $"{method} {uri} SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.7:40000;branch=z9hG4bK1;rport",
            "From: <sip:alice@example.org>;tag=f1",
            "To: <sip:bob@example.org>",
            "Call-ID: c1",
            $"CSeq: 20 {method}",
            .. usual,
            .. headers,
            "Content-Length: 0",
            "",
            "",
        ];
        return string.Join("\r\n", lines);
    }
}
