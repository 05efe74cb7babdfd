using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A server behind us challenges a caller who has answered our challenge (RFC 3261 §22.3).</summary>
public sealed class OtherChallengeTests
{
    const string Theirs = "Digest realm=\"example.com\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";

    [Fact]
    public void Ours_stands_beside_it_anew_and_both_are_answered()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        server.Answers(server.Receives("MESSAGE *"), 407, $"Proxy-Authenticate: {Theirs}");
        var challenges = scene.Alice.Receives("SIP/2.0 407 *").Values(HeaderName.ProxyAuthenticate).ToList();
        Assert.Equal(Theirs, challenges[0]);
        Assert.Contains("realm=\"example.org\"", challenges[1]);
        Assert.Contains("stale=true", challenges[1]);
        Assert.Equal(2, challenges.Count);

        var ours = $"SIP/2.0 407 x\r\nProxy-Authenticate: {challenges[1]}\r\n\r\n";
        var proof = new Credentials("alice", AuthScene.Password("alice")).Answer(Read(ours), "MESSAGE", "sip:carol@example.com");
        const string forThem = "Digest realm=\"example.com\", nonce=\"n1\", username=\"alice\", uri=\"sip:example.com\", response=\"r\"";
        scene.Alice.Requests("MESSAGE", "sip:carol@example.com", $"Proxy-Authorization: {forThem}\n{proof}");
        var request = server.Receives("MESSAGE *");
        Assert.Equal([forThem], request.Values(HeaderName.ProxyAuthorization));
        server.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Nothing_is_added_for_whom_we_have_not_challenged()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Registers();
        alice.SendsMessage("bob");
        bob.Answers(bob.Receives("MESSAGE *"), 407, $"Proxy-Authenticate: {Theirs}");

        Assert.Equal([Theirs], alice.Receives("SIP/2.0 407 *").Values(HeaderName.ProxyAuthenticate));
    }

    [Fact]
    public void Nothing_is_added_to_another_answer()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        server.Answers(server.Receives("MESSAGE *"), 403);

        Assert.Empty(scene.Alice.Receives("SIP/2.0 403 *").Values(HeaderName.ProxyAuthenticate));
    }

    static SipMessage Read(string text) =>
        SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(text), out var message, out _) ? message! : throw new WireException(text);
}
