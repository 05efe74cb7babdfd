using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Neighbours of RFC 2543, which know no <c>lr</c> (RFC 3261 §16.4, §16.6 step 6, §16.12.1.2).</summary>
public sealed class StrictRouterTests
{
    [Theory]
    [InlineData("<sip:old@10.0.0.9>", "BYE sip:old@10.0.0.9 SIP/2.0", "")]
    [InlineData("<sip:old.example.net;transport=tcp>", "BYE sip:old.example.net;transport=tcp SIP/2.0", "")]
    [InlineData("<sip:old@10.0.0.9>, <sip:new@10.0.0.8;lr>", "BYE sip:old@10.0.0.9 SIP/2.0", "<sip:new@10.0.0.8;lr>")]
    [InlineData("\"Old\" <sip:old@10.0.0.9>;x=y, <sip:older@10.0.0.8>", "BYE sip:old@10.0.0.9 SIP/2.0", "<sip:older@10.0.0.8>")]
    public void Strict_next_hop_finds_itself_in_the_Request_URI_and_the_target_behind_all_Routes(string routes, string line, string rest)
    {
        using var scene = new CallScene();
        scene.Talks();
        var bye = Sends(scene, scene.Ok.Value(HeaderName.RecordRoute) + ", " + routes);

        Assert.StartsWith(line, bye.StartLine());
        string[] between = rest.Length == 0 ? [] : [rest];
        Assert.Equal([.. between, $"<{scene.Bob.ContactUri}>"], bye.Values(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("<sip:new@10.0.0.8;lr>")]
    [InlineData("<sip:new@10.0.0.8;LR>, <sip:old@10.0.0.9>")]
    [InlineData("<sip:new@10.0.0.8;lr=on>")]
    public void Loose_next_hop_gets_the_request_as_it_is(string routes)
    {
        using var scene = new CallScene();
        scene.Talks();
        var bye = Sends(scene, scene.Ok.Value(HeaderName.RecordRoute) + ", " + routes);

        Assert.StartsWith($"BYE {scene.Bob.ContactUri} SIP/2.0", bye.StartLine());
        Assert.Equal(routes.Split(", "), bye.Values(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Route_behind_ours_survives_a_strict_router_in_front_of_us()
    {
        using var scene = new CallScene();
        scene.Talks();
        var ours = scene.Ok.Value(HeaderName.RecordRoute).Trim('<', '>');
        var bye = Sends(scene, $"<sip:next@10.0.0.8;lr>, <{scene.Bob.ContactUri}>", ours);

        Assert.StartsWith($"BYE {scene.Bob.ContactUri} SIP/2.0", bye.StartLine());
        Assert.Equal(["<sip:next@10.0.0.8;lr>"], bye.Values(HeaderName.Route));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    static SipRequest Sends(CallScene scene, string routes, string? uri = null)
    {
        scene.Alice.SendsRaw(
            "BYE", uri ?? scene.Bob.ContactUri, scene.Ok.Value(HeaderName.From), scene.Ok.Value(HeaderName.To), scene.Call.CallId,
            headers: $"Route: {routes}");
        return scene.Bob.ReceivesRequest("BYE *");
    }
}
