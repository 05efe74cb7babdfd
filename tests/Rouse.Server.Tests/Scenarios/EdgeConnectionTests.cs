using Rouse.Server.Authentication.Trust;
using Rouse.Server.Routing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The connection of a proxy in front of us is gone, as they end after minutes without traffic; its phones are not.</summary>
public sealed class EdgeConnectionTests
{
    const string Contact = "10.0.0.5:5060";
    const string Private = "10.9.9.9";

    [Fact]
    public void Its_phone_is_called_and_hung_up_along_the_Path()
    {
        using var scene = new EdgeScene(SipTransport.Tcp);
        scene.Registers(Contact);
        scene.Edge.FallsAsleep();
        var edge = scene.Network.Peer("198.51.100.9");
        edge.Answers(scene.Calls(Contact, edge), 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        scene.Call!.Acks(ok);
        edge.Receives("ACK *");
        scene.Call.SendsInDialog("BYE", ok);
        edge.Answers(edge.Receives("BYE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Its_name_is_looked_up()
    {
        using var scene = new EdgeScene(SipTransport.Tcp);
        scene.Network.Dns.Has("edge.example.net A 198.51.100.9");
        scene.Registers(Contact, host: "edge.example.net");
        scene.Edge.FallsAsleep();
        var edge = scene.Network.Peer("198.51.100.9");
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org");
        edge.Answers(edge.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Phone_that_can_be_pushed_is_called_there_and_pushed()
    {
        using var scene = new EdgeScene(SipTransport.Tcp);
        var edge = scene.Network.Peer("198.51.100.9");
        scene.Registers(Contact, ";" + WakeScene.Fcm("tok-bob"), by: edge);
        scene.Registers(Contact, ";" + WakeScene.Fcm("tok-bob"));
        scene.Edge.FallsAsleep();
        var invite = scene.Calls(Contact, edge);
        scene.Network.Push.Expects("fcm", "tok-bob");
        edge.Answers(invite, 486);
        edge.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 486 *");
    }

    // Whoever registers writes the Path that we get.
    [Theory]
    [InlineData("198.51.100.9", ForwardFor.Nobody, false)]
    [InlineData(Private, ForwardFor.Users, false)]
    [InlineData("198.51.100.9", ForwardFor.Nobody, true)]
    [InlineData(Private, ForwardFor.Users, true)]
    public void Path_leads_nowhere_where_users_may_not_call_but_to_trusted_peers(string address, ForwardFor forward, bool isTrusted)
    {
        using var scene = new EdgeScene(SipTransport.Tcp, address, options => options with
        {
            Forward = new ForwardOptions { For = forward },
            Trust = new TrustOptions { Networks = isTrusted ? [new(System.Net.IPAddress.Parse(address), 32)] : [] },
        });
        scene.Registers(Contact);
        scene.Edge.FallsAsleep();
        var edge = scene.Network.Peer(address);
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org");
        if (isTrusted)
            edge.Answers(edge.Receives("MESSAGE *"), 200);

        scene.Alice.Receives(isTrusted ? "SIP/2.0 200 *" : "SIP/2.0 480 *");
        edge.ReceivesNothing();
    }
}
