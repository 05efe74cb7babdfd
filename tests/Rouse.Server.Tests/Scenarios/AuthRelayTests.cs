using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Who may speak for whom, and what is never relayed.</summary>
public sealed class AuthRelayTests
{
    [Theory]
    [InlineData("INVITE", "sip:bob@example.org")]
    [InlineData("MESSAGE", "sip:bob@example.org")]
    [InlineData("MESSAGE", "sip:bob@elsewhere.net")]
    [InlineData("INVITE", "sip:1900555@gateway.elsewhere.net")]
    public void Stranger_is_403_wherever_it_goes(string method, string uri)
    {
        using var scene = new AuthScene();
        var mallory = scene.Network.Phone("mallory");
        mallory.Domain = "evil.example";
        mallory.Requests(method, uri);

        mallory.Receives("SIP/2.0 403 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Stranger_may_call_our_users_where_that_is_set()
    {
        using var scene = new AuthScene(options => options with { AcceptStrangers = true });
        var mallory = scene.Network.Phone("mallory");
        mallory.Domain = "elsewhere.net";
        mallory.Requests("MESSAGE", "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        mallory.Receives("SIP/2.0 200 *");
        mallory.Requests("MESSAGE", "sip:carol@third.example");

        mallory.Receives("SIP/2.0 403 *");
    }

    [Fact]
    public void Nothing_is_relayed_for_one_who_proves_nothing()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("MESSAGE", "sip:bob@elsewhere.net");

        scene.Alice.Receives("SIP/2.0 407 *");
    }

    [Fact]
    public void Own_user_who_asks_for_another_domain_gets_404()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("MESSAGE", "sip:bob@elsewhere.net").Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));

        scene.Alice.Receives("SIP/2.0 404 *");
    }

    [Fact]
    public void User_with_an_account_and_no_phone_is_480()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("INVITE", "sip:carol@example.org").Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));

        scene.Alice.Receives("SIP/2.0 480 No Phone Is Registered");
    }

    [Fact]
    public void User_without_an_account_is_404()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("INVITE", "sip:dave@example.org").Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));

        scene.Alice.Receives("SIP/2.0 404 *");
    }

    [Fact]
    public void Nobody_registers_for_another()
    {
        using var scene = new AuthScene();
        scene.Alice.SendsRegister();
        var proof = new Credentials("alice", AuthScene.Password("alice"))
            .Answer(scene.Alice.Receives("SIP/2.0 401 *"), "REGISTER", "sip:example.org");
        scene.Alice.SendsRaw(
            "REGISTER", "sip:example.org", "<sip:bob@example.org>;tag=1", "<sip:bob@example.org>",
            headers: $"Contact: <sip:alice@10.0.0.5>\n{proof}");

        scene.Alice.Receives("SIP/2.0 403 *");
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Anonymous_caller_with_a_password_passes_and_is_found_by_the_called_phone()
    {
        using var scene = new AuthScene();
        scene.Alice.Registers();
        var from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1";
        var headers = $"P-Preferred-Identity: <sip:alice@example.org>\nContact: <{scene.Alice.ContactUri}>";
        scene.Alice.SendsRaw("INVITE", "sip:bob@example.org", from, headers: headers);
        var proof = AuthScene.Proof("alice", scene.Alice.Receives("SIP/2.0 407 *"), "INVITE");
        scene.Alice.SendsRaw("INVITE", "sip:bob@example.org", from, cseq: "2 INVITE", headers: $"{headers}\n{proof}");
        scene.Alice.Receives("SIP/2.0 100 *");
        var received = scene.Bob.ReceivesRequest("INVITE *");
        Assert.Equal(from, received.Value(HeaderName.From));
        Assert.DoesNotContain("alice@example.org", received.Wire());
        scene.Bob.Answers(received, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        scene.Bob.SendsInDialog("BYE", received);
        scene.Alice.Receives("BYE *");

        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void Credentials_of_another_user_than_From_are_403()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org");
        var challenge = scene.Alice.Receives("SIP/2.0 407 *");
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org", AuthScene.Proof("carol", challenge, "MESSAGE"));

        scene.Alice.Receives("SIP/2.0 403 *");
        scene.Bob.ReceivesNothing();
    }
}
