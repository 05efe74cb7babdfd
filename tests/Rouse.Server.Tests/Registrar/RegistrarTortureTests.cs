using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Registrar;

/// <summary>
/// The REGISTERs of RFC 4475 and RFC 5118 with what a registrar makes of them. Those that the syntax check refuses never reach it.
/// </summary>
public sealed class RegistrarTortureTests
{
    readonly RegistrarScene _scene = new();

    FakeRequest Sends(string name) => _scene.Sends(RegistrarScene.Corpus($"Torture/{name}.dat"));

    string[] Fetched(string user)
    {
        var request = _scene.Sends($"""
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKfetch
            From: <sip:{user}@example.com>;tag=1
            To: <sip:{user}@example.com>
            Call-ID: fetch
            CSeq: 1 REGISTER


            """);
        return request.Values(HeaderName.Contact);
    }

    [Fact]
    public void Escnull_registers_two_distinct_contacts_of_a_user_with_a_null()
    {
        var request = Sends("rfc4475/escnull");
        Assert.Equal(200, request.Answered!.Status);
        Assert.Equal(
            ["<sip:%00%00@host5.example.com>;expires=3600", "<sip:%00@host5.example.com>;expires=3600"],
            request.Values(HeaderName.Contact).Order(StringComparer.Ordinal));
        Assert.Equal(2, _scene.Bindings("null-\0-null", "example.com").Count);
        Assert.Empty(_scene.Bindings("null-", "example.com"));
    }

    [Fact]
    public void Esc02_is_no_register()
    {
        Sends("rfc4475/esc02");
        Assert.Equal(Verdict.Continue, _scene.Verdict);
    }

    [Fact]
    public void Dblreq_registers_and_the_rest_of_the_datagram_is_nothing()
    {
        Assert.Equal(["sip:j.user@host.example.com;expires=3600"], Sends("rfc4475/dblreq").Values(HeaderName.Contact));
        Assert.Single(_scene.Bindings("j.user", "example.com"));
    }

    [Fact]
    public void Cparam01_has_a_parameter_of_the_header()
    {
        Sends("rfc4475/cparam01");
        Assert.Equal(["sip:+19725552222@gw1.example.net;unknownparam;expires=3600"], Fetched("watson"));
        Assert.Equal("sip:+19725552222@gw1.example.net", _scene.Bindings("watson", "example.com")[0].Uri.ToString());
    }

    [Fact]
    public void Cparam02_has_a_parameter_of_the_uri()
    {
        Sends("rfc4475/cparam02");
        Assert.Equal(["<sip:+19725552222@gw1.example.net;unknownparam>;expires=3600"], Fetched("watson"));
        Assert.Equal("sip:+19725552222@gw1.example.net;unknownparam", _scene.Bindings("watson", "example.com")[0].Uri.ToString());
    }

    [Fact]
    public void Regescrt_keeps_the_route_in_the_contact_and_out_of_the_request_uri()
    {
        Sends("rfc4475/regescrt");
        Assert.Equal(["<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600"], Fetched("user"));
        Assert.Equal("sip:user@example.com", _scene.Bindings("user", "example.com")[0].Uri.ToString());
    }

    [Fact]
    public void Regbadct_has_a_malformed_contact()
    {
        Assert.Equal("400 Malformed Contact", Sends("rfc4475/regbadct").Answered!.ToString());
        Assert.Empty(_scene.Bindings("user", "example.com"));
    }

    [Fact]
    public void Unksm2_has_a_to_that_is_no_sip_uri() => Assert.Equal("400 To Is No SIP URI", Sends("rfc4475/unksm2").Answered!.ToString());

    [Fact]
    public void Regaut01_is_a_fetch_when_nobody_authenticates() => Assert.Equal(200, Sends("rfc4475/regaut01").Answered!.Status);

    [Theory]
    [InlineData("rfc5118/ipv6-good")]
    [InlineData("rfc5118/port-ambiguous")]
    [InlineData("rfc5118/port-unambiguous")]
    public void Ipv6_references_are_domains_and_contacts(string name)
    {
        Assert.Equal(["\"Caller\" <sip:caller@[2001:db8::1]>;expires=3600"], Sends(name).Values(HeaderName.Contact));
        Assert.Equal("2001:db8::1", Encoding.ASCII.GetString(_scene.Bindings("user", "example.com")[0].Uri.Host.Span));
    }

    [Theory]
    [InlineData("rfc4475/scalar02")]
    [InlineData("rfc5118/ipv6-bad")]
    public void What_the_syntax_check_refuses_is_400(string name) =>
        Assert.Equal(400, SipSyntax.Check(FakeRequest.Parse(RegistrarScene.Corpus($"Torture/{name}.dat")))?.Status);
}
