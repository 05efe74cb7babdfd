using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What a request looks like when it comes out at the other side (RFC 3261 §16.6).</summary>
public sealed class ProxyRequestTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;

    public ProxyRequestTests()
    {
        _alice = _network.Phone("alice", SipTransport.Udp);
        _bob = _network.Phone("bob");
        _bob.Registers();
    }

    string Source => _alice.Flow.Remote.Address.ToString();

    int SourcePort => _alice.Flow.Remote.Port;

    [Fact]
    public void Only_what_a_proxy_must_change_is_changed_byte_for_byte()
    {
        const string Unchanged =
            "f: \"A. Lice\"   <sip:alice@example.org> ; tag=1\r\nT:<sip:bob@example.org>\r\nX-Odd:;;,,;;,;\r\n"
            + "x-odd:   folded\r\n\t value \r\n"
            + "i: one@alice\r\nCSeq:   1   MESSAGE\r\nsubject:\r\nc: application/octet-stream\r\nLOUD-HEADER: YES\r\n";
        const string Body = "\0\r\n\r\nINVITE sip:x SIP/2.0\r\n\xff\xfe";
        const string Via = "v: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKodd1";
        _alice.SendsBytes(Encoding.Latin1.GetBytes(
            $"MESSAGE sip:bob@example.org SIP/2.0\r\n{Via};rport\r\nMax-Forwards: 0070\r\n{Unchanged}l: {Body.Length}\r\n\r\n{Body}"));
        var received = _bob.ReceivesRequest("MESSAGE *");
        var via = received.Value(HeaderName.Via);

        Assert.Equal(
            $"MESSAGE {_bob.ContactUri} SIP/2.0\r\nVia: {via}\r\n{Via};received={Source};rport={SourcePort}\r\n"
            + $"Max-Forwards: 69\r\n{Unchanged}l: {Body.Length}\r\nMax-Breadth: 60\r\n\r\n{Body}",
            received.Wire());
        _bob.Answers(received, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(";rport", ";received={0};rport={1}")]
    [InlineData("", ";received={0}")]
    [InlineData(";received=198.51.100.9;rport=1", ";received={0};rport={1}")]
    [InlineData(";maddr=198.51.100.9;ttl=1", ";maddr=198.51.100.9;ttl=1;received={0}")]
    public void Via_says_where_the_request_really_came_from(string asked, string filled)
    {
        _alice.SendsRaw("MESSAGE", "sip:bob@example.org", via: "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1" + asked);
        var request = _bob.ReceivesRequest("MESSAGE *");
        var expected = "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1" + string.Format(null, filled, Source, SourcePort);

        Assert.Equal(expected, request.Values(HeaderName.Via)[1]);
        _bob.Answers(request, 200);
        // Not where maddr or the sent-by say: back to where it came from.
        Assert.Equal([expected], _alice.Receives("SIP/2.0 200 *").Values(HeaderName.Via));
    }

    [Fact]
    public void Via_values_that_share_a_line_stay_in_their_order_and_come_back()
    {
        _alice.SendsRaw(
            "MESSAGE", "sip:bob@example.org",
            via: "SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1 , SIP/2.0/TCP p2.example.net;branch=z9hG4bK2,"
                + "SIP / 2.0 / UDP p3.example.net;branch=z9hG4bK3");
        var request = _bob.ReceivesRequest("MESSAGE *");
        string[] below =
        [
            $"SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1;received={Source}", "SIP/2.0/TCP p2.example.net;branch=z9hG4bK2",
            "SIP / 2.0 / UDP p3.example.net;branch=z9hG4bK3",
        ];

        Assert.Equal(below, request.Values(HeaderName.Via)[1..]);
        _bob.Answers(request, 200);
        Assert.Equal(below, _alice.Receives("SIP/2.0 200 *").Values(HeaderName.Via));
    }

    [Fact]
    public void Our_Record_Route_stands_above_those_that_share_a_line()
    {
        _alice.SendsRaw(
            "SUBSCRIBE", "sip:bob@example.org",
            headers: "Event: presence\nContact: <sip:alice@10.0.0.5>\nRecord-Route: <sip:p1.example.net;lr> , <sip:p2.example.net;lr>");
        var request = _bob.ReceivesRequest("SUBSCRIBE *");

        Assert.Equal(["<sip:p1.example.net;lr>", "<sip:p2.example.net;lr>"], request.Values(HeaderName.RecordRoute)[2..]);
        Assert.EndsWith("@192.0.2.1:5060;transport=tcp;lr>", request.Values(HeaderName.RecordRoute)[0]);
        Assert.EndsWith("@192.0.2.1:5060;lr>", request.Values(HeaderName.RecordRoute)[1]);
        _bob.Answers(request, 200, "Expires: 60");
        Assert.Equal(4, _alice.Receives("SIP/2.0 200 *").Values(HeaderName.RecordRoute).Length);
    }

    [Theory]
    [InlineData("Max-Forwards: 70", "69")]
    [InlineData("max-forwards:  0255", "254")]
    [InlineData("Max-Forwards: 1", "0")]
    [InlineData("X-None: 1", "70")]
    public void A_hop_is_counted(string header, string sent)
    {
        _alice.SendsRaw("INFO", "sip:bob@example.org", headers: header);
        var request = _bob.ReceivesRequest("INFO *");

        Assert.Equal([sent], request.Values(HeaderName.MaxForwards));
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("INVITE", "Max-Forwards: 0\nContact: <sip:alice@10.0.0.5>")]
    [InlineData("MESSAGE", "Max-Forwards: 000")]
    public void Without_a_hop_left_the_answer_is_483(string method, string header)
    {
        _alice.SendsRaw(method, "sip:bob@example.org", headers: header);

        _alice.Receives("SIP/2.0 483 *");
        _bob.ReceivesNothing();
    }

    [Fact]
    public void What_a_proxy_would_have_to_know_is_refused_by_name()
    {
        _alice.SendsRaw("MESSAGE", "sip:bob@example.org", headers: "Proxy-Require: foo, bar\nProxy-Require: baz");
        var refusal = _alice.Receives("SIP/2.0 420 *");

        Assert.Equal("foo, bar, baz", string.Join(", ", refusal.Values(HeaderName.Unsupported)));
        _bob.ReceivesNothing();
    }

    [Fact]
    public void Require_is_the_affair_of_the_phone()
    {
        _alice.SendsRaw("MESSAGE", "sip:bob@example.org", headers: "Require: foo");

        _bob.Answers(_bob.Receives("MESSAGE *"), 420, "Unsupported: foo");
        _alice.Receives("SIP/2.0 420 *");
    }

    [Fact]
    public void Path_of_the_registration_becomes_the_Route_to_the_phone()
    {
        _bob.RegistersContact("sip:carol@example.org", "sip:carol@10.0.0.9", "Path: <sip:edge2@10.0.0.2;lr> , <sip:edge1@10.0.0.1;lr>");
        _alice.Requests("INFO", "sip:carol@example.org", "Route: <sip:192.0.2.1;lr>");
        var request = _bob.ReceivesRequest("INFO sip:carol@10.0.0.9 SIP/2.0");

        Assert.Equal(["<sip:edge2@10.0.0.2;lr>", "<sip:edge1@10.0.0.1;lr>"], request.Values(HeaderName.Route));
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_datagram_without_Content_Length_gets_one_on_a_connection()
    {
        _alice.SendsBytes(Encoding.ASCII.GetBytes(
            $"MESSAGE sip:bob@example.org SIP/2.0\r\n{_alice.Via()}\r\nFrom: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\n"
            + "Call-ID: m1\r\n"
            + "CSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\n\r\nhello"));
        var request = _bob.ReceivesRequest("MESSAGE *");

        Assert.Equal("5", request.Value(HeaderName.ContentLength));
        Assert.Equal("hello", request.Body());
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_response_without_Content_Length_gets_one_on_a_connection()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Calls();
        var bytes = Encoding.ASCII.GetBytes(
            $"SIP/2.0 200 Fine\r\nVia: {string.Join(", ", scene.Invite.Values(HeaderName.Via))}\r\n"
            + $"From: {scene.Invite.Value(HeaderName.From)}\r\n"
            + $"To: {scene.Invite.Value(HeaderName.To)};tag=b\r\nCall-ID: {scene.Call.CallId}\r\nCSeq: 1 INVITE\r\n"
            + "Contact: <sip:bob@10.0.0.6>\r\n"
            + $"Record-Route: {string.Join(",", scene.Invite.Values(HeaderName.RecordRoute))}\r\n\r\nv=0");
        scene.Bob.SendsBytes(bytes);
        var answer = scene.Alice.Receives("SIP/2.0 200 Fine");

        Assert.Equal(("3", "v=0"), (answer.Value(HeaderName.ContentLength), answer.Body()));
        scene.Call.Acks(answer);
        scene.Bob.Receives("ACK sip:bob@10.0.0.6 SIP/2.0");
    }

    public void Dispose() => _network.Dispose();
}
