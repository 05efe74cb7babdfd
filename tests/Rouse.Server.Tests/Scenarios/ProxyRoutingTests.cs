using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Where a request goes (RFC 3261 §16.3 – §16.5).</summary>
public sealed class ProxyRoutingTests : IDisposable
{
    readonly TestNetwork _network = new();
    readonly Phone _alice;
    readonly Phone _bob;

    public ProxyRoutingTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _bob.Registers();
    }

    [Theory]
    [InlineData("sip:bob@example.org")]
    [InlineData("sip:bob@example.org;transport=tcp")]
    [InlineData("sip:bob@example.org;user=phone")]
    [InlineData("sip:bob@EXAMPLE.org:5060")]
    [InlineData("sip:b%6Fb@example.org")]
    [InlineData("sip:bob:secret@example.org")]
    [InlineData("SIP:bob@example.org")]
    public void A_user_is_found_by_name_and_domain_alone(string uri)
    {
        _alice.Requests("MESSAGE", uri);

        _bob.Answers(_bob.Receives($"MESSAGE {_bob.ContactUri} SIP/2.0"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("sip:Bob@example.org")]
    [InlineData("sip:nobody@example.org")]
    [InlineData("sip:bob@elsewhere.net")]
    [InlineData("sip:bob@sub.example.org")]
    [InlineData("sip:bob@192.0.2.1")]
    [InlineData("sip:elsewhere.net")]
    [InlineData("sip:example.org")]
    public void Who_is_not_here_is_404(string uri)
    {
        _alice.Requests("MESSAGE", uri);

        _alice.Receives("SIP/2.0 404 *");
        _bob.ReceivesNothing();
    }

    [Fact]
    public void A_method_that_nobody_knows_is_passed_on()
    {
        _alice.Requests("F.O-O", "sip:bob@example.org");

        _bob.Answers(_bob.Receives("F.O-O sip:bob@*"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("Route: <sip:192.0.2.1;lr>")]
    [InlineData("Route: <sip:192.0.2.1:5060;transport=tcp;lr>")]
    [InlineData("Route: <sip:[2001:db8::1]:5060;lr>")]
    [InlineData("Route: <sip:example.org;lr>")]
    [InlineData("route: \"us\" <sip:192.0.2.1> , <sip:example.org;lr>")]
    public void Our_own_Route_of_an_outbound_proxy_setting_is_taken_off(string route)
    {
        _alice.Requests("MESSAGE", "sip:bob@example.org", route);
        var request = _bob.ReceivesRequest("MESSAGE sip:bob@*");

        Assert.False(request.Headers.Contains(HeaderName.Route));
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void REGISTER_comes_through_an_outbound_proxy_setting_too()
    {
        _alice.SendsRaw(
            "REGISTER", "sip:example.org;transport=tcp", to: "<sip:alice@example.org>", cseq: "43878 REGISTER",
            headers: "Route: <sip:192.0.2.1:5060;transport=tcp;lr>\nContact: <sip:alice-0x5563dc37f950@10.0.0.5;transport=tcp>");

        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("OPTIONS", "sip:example.org")]
    [InlineData("MESSAGE", "sip:nobody@example.org")]
    [InlineData("INVITE", "sip:nobody@example.org")]
    [InlineData("INVITE", "sip:bob@elsewhere.net")]
    [InlineData("ACK", "sip:bob@example.org")]
    [InlineData("CANCEL", "sip:bob@example.org")]
    [InlineData("BYE", "sip:bob@elsewhere.net")]
    public void Nothing_is_kept_of_what_is_answered_at_once(string method, string uri)
    {
        _alice.Requests(method, uri);

        Assert.Equal("", _network.Server.Leaks());
    }

    [Fact]
    public void Another_port_of_our_address_is_not_us()
    {
        _alice.Requests("MESSAGE", "sip:bob@example.org", "Route: <sip:192.0.2.1:5999;lr>");
        var request = _bob.ReceivesRequest("MESSAGE sip:bob@*");

        Assert.Equal("<sip:192.0.2.1:5999;lr>", request.Value(HeaderName.Route));
        _bob.Answers(request, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_request_that_comes_back_unchanged_is_a_loop()
    {
        var request = SendThrough();
        SendBack(request, "sip:bob@example.org");

        _bob.Receives("SIP/2.0 482 *");
        _bob.Answers(request, 404);
        _alice.Receives("SIP/2.0 404 *");
    }

    [Fact]
    public void A_request_that_comes_back_for_somebody_else_is_a_spiral()
    {
        var carol = _network.Phone("carol");
        carol.Registers();
        var request = SendThrough();
        SendBack(request, "sip:carol@example.org");
        var spiral = carol.ReceivesRequest("INFO sip:carol@*");

        Assert.Equal(4, spiral.Values(HeaderName.Via).Length);
        Assert.Equal("68", spiral.Value(HeaderName.MaxForwards));
        carol.Answers(spiral, 200);
        _bob.Answers(_bob.Receives("SIP/2.0 200 *"), 200);
    }

    [Theory]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKAAAAAAAAAAA1234567890")]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKAAAAAAAAAAA-1.00000000")]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKAAAAAAAAAAA0.zzzzzzzz")]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK")]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5060")]
    [InlineData("nonsense")]
    public void A_Via_below_that_pretends_to_be_ours_does_no_harm(string via)
    {
        _alice.Requests("INFO", "sip:bob@example.org", "Via: " + via);

        _bob.Answers(_bob.Receives("INFO *"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void BYE_of_an_unknown_dialog_to_an_unknown_place_is_481()
    {
        _alice.Requests("BYE", "sip:bob@203.0.113.7:5060");

        _alice.Receives("SIP/2.0 481 *");
    }

    [Fact]
    public void Strict_router_is_understood()
    {
        using var scene = new CallScene();
        scene.Talks();
        var ours = scene.Ok.Value(HeaderName.RecordRoute).Trim('<', '>');
        scene.Alice.SendsRaw(
            "BYE", ours, scene.Ok.Value(HeaderName.From), scene.Ok.Value(HeaderName.To), scene.Call.CallId,
            headers: $"Route: <{scene.Bob.ContactUri}>");
        var bye = scene.Bob.ReceivesRequest($"BYE {scene.Bob.ContactUri} SIP/2.0");

        Assert.False(bye.Headers.Contains(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_request_reaches_only_the_phone_that_has_the_address_now()
    {
        var dave = _network.Phone("dave", SipTransport.Udp);
        dave.Registers();
        var erin = _network.PhoneAt(dave, "erin");
        erin.Registers();
        _alice.Requests("MESSAGE", "sip:dave@example.org");

        _alice.Receives("SIP/2.0 404 *");
        erin.ReceivesNothing();
        _alice.Requests("MESSAGE", "sip:erin@example.org");
        erin.Answers(erin.Receives("MESSAGE sip:erin@*"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    public void Dispose() => _network.Dispose();

    SipRequest SendThrough()
    {
        _alice.Requests("INFO", "sip:bob@example.org");
        return _bob.ReceivesRequest("INFO *");
    }

    void SendBack(SipRequest request, string uri) => _bob.SendsRaw(
        "INFO", uri, request.Value(HeaderName.From), request.Value(HeaderName.To), request.Value(HeaderName.CallId),
        via: string.Join(", ", [_bob.Via()["Via: ".Length..], .. request.Values(HeaderName.Via)]),
        headers: $"Max-Forwards: {request.Value(HeaderName.MaxForwards)}");
}
