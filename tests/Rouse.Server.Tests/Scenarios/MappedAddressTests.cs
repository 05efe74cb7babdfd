using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// A server in a container: it is bound to an address of the container, and everybody knows it by the one that is mapped to it. Nothing but
/// <c>public_address</c> is configured.
/// </summary>
public sealed class MappedAddressTests : IDisposable
{
    const string Mapped = "203.0.113.9";

    readonly TestNetwork _network = new(static options => options with { Domains = [], PublicAddress = Mapped });
    readonly Phone _alice;
    readonly Phone _bob;

    public MappedAddressTests()
    {
        _alice = _network.Phone("alice");
        _bob = _network.Phone("bob");
        _alice.Domain = _bob.Domain = Mapped;
        _bob.Registers();
    }

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData($"sip:bob@{Mapped}")]
    [InlineData($"sip:bob@{Mapped}:5060;transport=tcp")]
    [InlineData("sip:bob@192.0.2.1")]
    public void User_is_found_at_either_address(string uri)
    {
        _alice.Requests("MESSAGE", uri);

        _bob.Answers(_bob.ReceivesRequest("MESSAGE sip:bob@*"), 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData($"Route: <sip:{Mapped};lr>")]
    [InlineData($"Route: <sip:{Mapped}:5060;transport=tcp;lr>, <sip:192.0.2.1;lr>")]
    public void Route_by_either_address_is_ours_and_taken_off(string route)
    {
        _alice.Requests("MESSAGE", $"sip:bob@{Mapped}", route);
        var message = _bob.ReceivesRequest("MESSAGE sip:bob@*");

        Assert.False(message.Headers.Contains(HeaderName.Route));
        Assert.StartsWith($"SIP/2.0/TCP {Mapped}:5060;", message.Value(HeaderName.Via));
        _bob.Answers(message, 200);
        _alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Dialog_goes_along_the_mapped_address_in_both_directions()
    {
        var call = _alice.Invites("bob");
        _alice.Receives("SIP/2.0 100 *");
        var invite = _bob.ReceivesRequest("INVITE *");
        _bob.Answers(invite, 200);
        var ok = _alice.Receives("SIP/2.0 200 *");
        Assert.Contains($"@{Mapped}:5060;transport=tcp;lr>", ok.Value(HeaderName.RecordRoute));
        call.Acks(ok);
        _bob.Receives("ACK *");
        call.SendsInDialog("INFO", ok);
        _bob.Answers(_bob.Receives("INFO *"), 200);
        _alice.Receives("SIP/2.0 200 *");
        _bob.SendsInDialog("BYE", invite);

        _alice.Answers(_alice.Receives("BYE *"), 200);
        _bob.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void OPTIONS_to_it_is_answered()
    {
        _alice.Requests("OPTIONS", $"sip:{Mapped}");

        _alice.Receives("SIP/2.0 200 *");
    }

    // The network would bring it back to us.
    [Fact]
    public void Name_that_leads_to_the_mapped_address_is_not_sent_there()
    {
        using var scene = new ElsewhereScene(static options => options with { PublicAddress = Mapped });
        scene.Dns.Has($"loop.example.com A {Mapped}");
        var outside = scene.Network.Peer(Mapped);
        scene.Sends("MESSAGE", "sip:bob@loop.example.com");

        scene.Alice.Receives("SIP/2.0 404 *");
        outside.ReceivesNothing();
    }
}
