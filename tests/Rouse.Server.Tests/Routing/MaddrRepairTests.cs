using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Routing;
using Rouse.Server.Tests.Authentication;

namespace Rouse.Server.Tests.Routing;

/// <summary>A <c>maddr</c> in the Request-URI (RFC 3261 §16.4); the request comes over UDP to port 5060.</summary>
public sealed class MaddrRepairTests
{
    static readonly Domains Domains = new(
        ["example.org"], "rouse", static (host, port) => host.SequenceEqual("192.0.2.1"u8) && port is 0 or 5060);

    [Theory]
    [InlineData("sip:bob@elsewhere.net;maddr=192.0.2.1", "sip:bob@elsewhere.net")]
    [InlineData("sip:bob@elsewhere.net;MADDR=example.org", "sip:bob@elsewhere.net")]
    [InlineData("sip:bob:secret@elsewhere.net:5060;maddr=192.0.2.1;transport=udp", "sip:bob:secret@elsewhere.net")]
    [InlineData("sip:bob@[2001:db8::9]:5060;user=phone;maddr=192.0.2.1;lr", "sip:bob@[2001:db8::9];user=phone;lr")]
    [InlineData("sip:elsewhere.net;maddr=192.0.2.1", "sip:elsewhere.net")]
    [InlineData("sip:b;x=y@elsewhere.net;maddr=192.0.2.1", "sip:b;x=y@elsewhere.net")]
    public void Maddr_that_names_us_goes_with_the_port_and_transport_that_led_here(string uri, string repaired)
    {
        var request = Apply(uri);

        Assert.Equal(repaired, request.RequestUri.ToString());
        Assert.StartsWith($"OPTIONS {repaired} SIP/2.0\r\n", request.SentOn(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sip:bob@elsewhere.net")]
    [InlineData("sip:bob@elsewhere.net;maddr=192.0.2.9")]
    [InlineData("sip:bob@elsewhere.net;maddr=other.net")]
    [InlineData("sip:bob@elsewhere.net;maddr")]
    [InlineData("sip:bob@elsewhere.net:5070;maddr=192.0.2.1")]
    [InlineData("sip:bob@elsewhere.net;maddr=192.0.2.1;transport=tcp")]
    [InlineData("sip:bob@elsewhere.net;maddr=192.0.2.1;transport=carrier-pigeon")]
    [InlineData("sips:bob@elsewhere.net;maddr=192.0.2.1")]
    public void Any_other_stays(string uri)
    {
        var request = Apply(uri);

        Assert.Equal(uri, request.RequestUri.ToString());
        Assert.StartsWith($"OPTIONS {uri} SIP/2.0\r\n", request.SentOn(), StringComparison.Ordinal);
    }

    static FakeRequest Apply(string uri)
    {
        var request = FakeRequest.Parse(
            $"OPTIONS {uri} SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\nFrom: <sip:a@example.org>;tag=1\n"
            + "To: <sip:b@example.org>\nCall-ID: c1\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
        Assert.True(SipUri.TryParse(request.Request.RequestUri, out var parsed));
        request.RequestUri = parsed;
        MaddrRepair.Apply(request, Domains);
        return request;
    }
}
