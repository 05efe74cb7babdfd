using System.Buffers.Text;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What the token in our Record-Route shows, and what a changed or stolen one is worth.</summary>
public sealed class DialogTokenTests
{
    [Fact]
    public void Token_of_two_on_IPv6_and_UDP_has_at_most_80_characters()
    {
        using var scene = new CallScene(
            SipTransport.Udp, SipTransport.Udp, callerHasIPv6: true, calleeHasIPv6: true, registersCaller: false);
        scene.Talks();

        Assert.InRange(scene.Token.Length, 1, 80);
    }

    [Fact]
    public void Token_shows_no_address_and_no_identity()
    {
        using var scene = new CallScene(SipTransport.Udp, registersCaller: false);
        scene.Talks();
        var bytes = Base64Url.DecodeFromChars(scene.Token);
        var remote = scene.Alice.Flow.Remote;

        Assert.True(bytes.AsSpan().IndexOf(remote.Address.GetAddressBytes()) < 0);
        Assert.DoesNotContain("alice", Encoding.Latin1.GetString(bytes));
        Assert.DoesNotContain("bob", scene.Token);
    }

    [Fact]
    public void Tokens_of_two_calls_of_the_same_phones_have_nothing_in_common()
    {
        using var scene = new CallScene(registersCaller: false);
        var first = Base64Url.DecodeFromChars(scene.Talks().Token);
        scene.AliceHangsUp();
        var second = Base64Url.DecodeFromChars(scene.Talks().Token);
        var equal = first.Zip(second).Count(pair => pair.First == pair.Second);

        Assert.InRange(equal, 0, 6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(50)]
    public void Changed_token_is_403(int at)
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Call.SendsInDialog("BYE", scene.Ok, route: route => Changed(route, at));

        scene.Alice.Receives("SIP/2.0 403 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void ACK_with_a_changed_token_is_dropped()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Call.SendsInDialog("ACK", scene.Ok, cseq: 1, route: route => Changed(route, 20));

        scene.NothingElseHappens();
    }

    [Theory]
    [InlineData("Route: <sip:x@192.0.2.1;lr>")]
    [InlineData("Route: <sip:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@192.0.2.1;lr>")]
    [InlineData("Route: <sip:%00%ff@192.0.2.1;lr>")]
    public void What_we_never_sealed_is_403(string route)
    {
        using var scene = new CallScene();
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org", route);

        scene.Alice.Receives("SIP/2.0 403 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Token_of_another_call_is_worth_nothing()
    {
        using var scene = new CallScene();
        scene.Talks();
        var other = scene.Alice.Requests("MESSAGE", "sip:bob@203.0.113.9", $"Route: {scene.Ok.Value(HeaderName.RecordRoute)}");
        scene.Alice.Receives("SIP/2.0 404 *");
        other.SendsInDialog("BYE", scene.Ok, uri: "sip:bob@203.0.113.9");

        scene.Alice.Receives("SIP/2.0 481 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Token_without_a_To_tag_is_worth_nothing()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Alice.SendsRaw(
            "MESSAGE", "sip:bob@203.0.113.9", scene.Ok.Value(HeaderName.From), callId: scene.Call.CallId,
            headers: "Route: " + scene.Ok.Value(HeaderName.RecordRoute));

        scene.Alice.Receives("SIP/2.0 404 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Token_with_the_tags_of_neither_side_is_worth_nothing()
    {
        using var scene = new CallScene();
        scene.Talks();
        scene.Alice.SendsRaw(
            "BYE", "sip:bob@203.0.113.9", "<sip:alice@example.org>;tag=x", "<sip:bob@example.org>;tag=y", scene.Call.CallId,
            headers: "Route: " + scene.Ok.Value(HeaderName.RecordRoute));

        scene.Alice.Receives("SIP/2.0 481 *");
        scene.Bob.ReceivesNothing();
    }

    static string Changed(string route, int at)
    {
        var letters = route.ToCharArray();
        var place = "<sip:".Length + at;
        letters[place] = letters[place] == 'A' ? 'B' : 'A';
        return new string(letters);
    }
}
