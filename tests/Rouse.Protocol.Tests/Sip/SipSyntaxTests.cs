using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipSyntaxTests
{
    static readonly Dictionary<string, string> Good = new()
    {
        ["Via"] = "SIP/2.0/UDP a.example.org;branch=z9hG4bK1",
        ["From"] = "<sip:alice@example.org>;tag=1",
        ["To"] = "<sip:bob@example.org>",
        ["Call-ID"] = "1@a",
        ["CSeq"] = "1 INVITE",
        ["Max-Forwards"] = "70",
        ["Contact"] = "<sip:alice@a.example.org>",
    };

    [Fact]
    public void A_good_request_passes()
    {
        Assert.Null(SipSyntax.Check(With([])));
    }

    [Theory]
    [InlineData("Via", "Missing Via")]
    [InlineData("From", "Malformed or Missing From")]
    [InlineData("To", "Malformed or Missing To")]
    [InlineData("Call-ID", "Malformed or Missing Call-ID")]
    [InlineData("CSeq", "Malformed or Missing CSeq")]
    [InlineData("Max-Forwards", null)]
    [InlineData("Contact", null)]
    public void What_is_missing_is_named(string name, string? phrase)
    {
        Assert.Equal(phrase, SipSyntax.Check(With(new() { [name] = null }))?.Phrase);
    }

    [Theory]
    [InlineData("From", "Header Must Not Be Repeated")]
    [InlineData("To", "Header Must Not Be Repeated")]
    [InlineData("Call-ID", "Header Must Not Be Repeated")]
    [InlineData("CSeq", "Header Must Not Be Repeated")]
    [InlineData("Max-Forwards", "Header Must Not Be Repeated")]
    [InlineData("Via", null)]
    [InlineData("Contact", null)]
    public void What_stands_once_must_not_be_repeated(string name, string? phrase)
    {
        Assert.Equal(phrase, SipSyntax.Check(With(new() { [name] = $"{Good[name]}\n{name}: {Good[name]}" }))?.Phrase);
    }

    [Theory]
    [InlineData("Via", "SIP/2.0/UDP")]
    [InlineData("Via", "SIP/3.0/UDP a;branch=z9hG4bK1")]
    [InlineData("Via", "HTTP/2.0/UDP a;branch=z9hG4bK1")]
    [InlineData("Via", "SIP/2.0/UDP a;branch=z9hG4bK")]
    [InlineData("Via", "SIP/2.0/UDP a;;branch=z9hG4bK1")]
    [InlineData("Via", "SIP/2.0/UDP a;branch=")]
    [InlineData("Via", "SIP/2.0/UDP a:99999;branch=z9hG4bK1")]
    [InlineData("From", "\"open <sip:a@b>")]
    [InlineData("From", "<sip:a@b>;tag=a b")]
    [InlineData("From", "Bell, A <sip:a@b>;tag=1")]
    [InlineData("From", "<>;tag=1")]
    [InlineData("To", "bob@example.org")]
    [InlineData("To", "<sip:bob@2001:db8::1>")]
    [InlineData("Call-ID", "a b")]
    [InlineData("Call-ID", "a, b")]
    [InlineData("CSeq", "1")]
    [InlineData("CSeq", "INVITE 1")]
    [InlineData("CSeq", "2147483648 INVITE")]
    [InlineData("CSeq", "1 OPTIONS")]
    [InlineData("CSeq", "1 invite")]
    [InlineData("Max-Forwards", "256")]
    [InlineData("Max-Forwards", "-1")]
    [InlineData("Max-Forwards", "")]
    [InlineData("Contact", "*")]
    [InlineData("Contact", "sip:a@b?Subject=c")]
    [InlineData("Contact", "<sip:a@b>,")]
    [InlineData("Route", "")]
    [InlineData("Route", "<sip:a;lr>, b")]
    public void A_malformed_header_is_refused(string name, string value)
    {
        Assert.Equal(400, SipSyntax.Check(With(new() { [name] = value }))?.Status);
    }

    [Theory]
    [InlineData("Via", "SIP/2.0/UDP a;branch=oldstyle")]
    [InlineData("Via", "SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1;rport;received=2001:db8::2")]
    [InlineData("Via", "SIP/2.0/UDP a;branch=z9hG4bK1, XIP/1.0/UDP b")]
    [InlineData("From", "Jürgen Müller <sip:a@b>;tag=1")]
    [InlineData("From", "caller<sip:a@b>;tag=1")]
    [InlineData("From", "tel:+4930123;tag=1")]
    [InlineData("From", "\"a <b> , \\\" c\" <sip:a@b>;tag=1;x=\"y;z\"")]
    [InlineData("To", "sip:bob@example.org;tag=x")]
    [InlineData("To", "<urn:service:sos>")]
    [InlineData("CSeq", "0 INVITE")]
    [InlineData("CSeq", "2147483647 INVITE")]
    [InlineData("Max-Forwards", "0")]
    [InlineData("Max-Forwards", "255")]
    [InlineData("Contact", "sip:a@b;q=1")]
    [InlineData("Contact", "<sip:a@b>;+sip.instance=\"<urn:uuid:1>\"")]
    [InlineData("Date", "yesterday")]
    [InlineData("Expires", "99999999999999999999")]
    public void A_header_that_phones_send_is_taken(string name, string value)
    {
        Assert.Null(SipSyntax.Check(With(new() { [name] = value })));
    }

    [Theory]
    [InlineData("sip:bob@example.org", 0)]
    [InlineData("sips:bob@example.org;transport=tcp", 0)]
    [InlineData("sip:example.org", 0)]
    [InlineData("tel:+4930123", 0)]
    [InlineData("urn:service:sos", 416)]
    [InlineData("sip:", 400)]
    [InlineData("sip:bob@", 400)]
    [InlineData("bob@example.org", 400)]
    [InlineData("sip:bob@example.org?Subject=x", 400)]
    public void A_Request_URI_is_judged(string uri, int status)
    {
        Assert.Equal(status, SipSyntax.Check(With([], "INVITE", uri))?.Status ?? 0);
    }

    [Fact]
    public void Nobody_registers_with_a_telephone_number() =>
        Assert.Equal(416, SipSyntax.Check(With(new() { ["CSeq"] = "1 REGISTER" }, "REGISTER", "tel:+4930123"))?.Status);

    [Theory]
    [InlineData("SUBSCRIBE", false, 400)]
    [InlineData("SUBSCRIBE", true, 0)]
    [InlineData("NOTIFY", false, 400)]
    [InlineData("NOTIFY", true, 0)]
    [InlineData("PUBLISH", false, 0)]
    public void Event_belongs_to_subscriptions(string method, bool hasEvent, int status)
    {
        var request = With(new() { ["CSeq"] = "1 " + method, ["Event"] = hasEvent ? "presence" : null }, method);

        Assert.Equal(status, SipSyntax.Check(request)?.Status ?? 0);
    }

    [Fact]
    public void The_wildcard_contact_belongs_to_REGISTER()
    {
        Assert.Null(SipSyntax.Check(With(new() { ["CSeq"] = "1 REGISTER", ["Contact"] = "*" }, "REGISTER", "sip:example.org")));
    }

    [Theory]
    [InlineData("1 INVITE", true)]
    [InlineData("1 OPTIONS", true)]
    [InlineData("4294967296 INVITE", false)]
    [InlineData("", false)]
    public void A_response_is_judged_without_its_method(string cseq, bool isGood)
    {
        const string Identity = "Via: SIP/2.0/UDP a\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>;tag=2\nCall-ID: 1";
        var response = Wire.Response($"SIP/2.0 200 OK\n{Identity}\nCSeq: {cseq}\n\n");

        Assert.Equal(isGood, SipSyntax.Check(response) is null);
    }

    static SipRequest With(Dictionary<string, string?> changes, string method = "INVITE", string uri = "sip:bob@example.org")
    {
        var headers = Good.ToDictionary(h => h.Key, string? (h) => h.Value);
        foreach (var (name, value) in changes)
            headers[name] = value;
        var lines = headers.Where(h => h.Value is not null).Select(h => $"{h.Key}: {h.Value}\n");
        return Wire.Request($"{method} {uri} SIP/2.0\n{string.Concat(lines)}\n");
    }
}
