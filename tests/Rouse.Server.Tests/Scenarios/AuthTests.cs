using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Who is asked for a password by the whole server, and who is not.</summary>
public sealed class AuthTests
{
    [Fact]
    public void REGISTER_is_challenged_and_the_right_password_registers()
    {
        using var scene = new AuthScene();
        scene.Alice.SendsRegister();
        var challenge = scene.Alice.Receives("SIP/2.0 401 *");
        Assert.StartsWith("Digest realm=\"example.org\"", challenge.Value(HeaderName.WwwAuthenticate));
        Assert.Equal(1, scene.Network.Server.Bindings);
        scene.Alice.Registers();

        Assert.Equal(2, scene.Network.Server.Bindings);
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("nobody", "anything")]
    [InlineData("alice", "bob-secret")]
    public void Wrong_password_and_unknown_user_are_the_same_403(string user, string password)
    {
        using var scene = new AuthScene();
        var phone = scene.Network.Phone(user);
        phone.SendsRegister();
        var proof = new Credentials(user, password).Answer(phone.Receives("SIP/2.0 401 *"), "REGISTER", "sip:example.org");
        phone.SendsRegister(headers: proof);

        Assert.Equal("SIP/2.0 403 Forbidden", phone.Receives("SIP/2.0 403 *").StartLine());
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    [InlineData("OPTIONS")]
    [InlineData("SUBSCRIBE")]
    [InlineData("X-NEW")]
    public void Initial_request_is_challenged_and_passes_with_the_password(string method)
    {
        using var scene = new AuthScene();
        var request = scene.Alice.Requests(method, "sip:bob@example.org", "Event: presence");
        var challenge = scene.Alice.Receives("SIP/2.0 407 *");
        scene.Bob.ReceivesNothing();
        request.Authenticates(challenge);
        var passed = scene.Bob.ReceivesRequest($"{method} sip:bob@*");

        Assert.False(passed.Headers.Contains(HeaderName.ProxyAuthorization));
        scene.Bob.Answers(passed, 200);
    }

    [Fact]
    public void ACK_to_the_challenge_is_absorbed_without_our_knowing_the_call()
    {
        using var scene = new AuthScene();
        var call = scene.Alice.Invites("bob");
        call.Acks(scene.Alice.Receives("SIP/2.0 407 *"));

        scene.Alice.ReceivesNothing();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Wrong_password_of_a_call_is_403()
    {
        using var scene = new AuthScene();
        var call = scene.Alice.Invites("bob");
        call.Authenticates(scene.Alice.Receives("SIP/2.0 407 *"), "wrong");

        scene.Alice.Receives("SIP/2.0 403 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Nonce_of_before_a_restart_is_stale_and_the_next_one_is_good()
    {
        using var scene = new AuthScene();
        scene.Alice.SendsRegister();
        var old = scene.Alice.Receives("SIP/2.0 401 *");
        scene.Network.Restart();
        scene.Alice.ChangesNetwork();
        var credentials = new Credentials("alice", AuthScene.Password("alice"));
        scene.Alice.SendsRegister(headers: credentials.Answer(old, "REGISTER", "sip:example.org"));
        var stale = scene.Alice.Receives("SIP/2.0 401 *");
        Assert.Contains("stale=true", stale.Value(HeaderName.WwwAuthenticate));
        scene.Alice.SendsRegister(headers: credentials.Answer(stale, "REGISTER", "sip:example.org"));

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Offer_is_made_per_domain()
    {
        using var scene = new AuthScene(options => options with
        {
            DomainAlgorithms = new Dictionary<string, IReadOnlyList<string>> { ["example.net"] = ["SHA-256", "MD5"] },
        });
        scene.Alice.SendsRegister();
        Assert.Contains("algorithm=MD5", Assert.Single(scene.Alice.Receives("SIP/2.0 401 *").Values(HeaderName.WwwAuthenticate)));
        scene.Alice.Domain = "example.net";
        scene.Alice.SendsRegister();
        var offered = scene.Alice.Receives("SIP/2.0 401 *").Values(HeaderName.WwwAuthenticate);
        Assert.Equal(2, offered.Length);
        Assert.Contains("algorithm=SHA-256", offered[0]);

        scene.Alice.Registers();
    }

    [Fact]
    public void Server_is_asked_what_it_can_without_a_password()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("OPTIONS", "sip:example.org");

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("Max-Forwards: 0", 483)]
    [InlineData("Proxy-Require: foo", 420)]
    public void What_no_element_may_process_is_refused_before_anybody_is_asked(string header, int status)
    {
        using var scene = new AuthScene();
        scene.Alice.SendsRaw("MESSAGE", "sip:bob@example.org", headers: header);

        scene.Alice.Receives($"SIP/2.0 {status} *");
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Challenge_keeps_nothing_and_is_made_again_for_a_repeated_request(SipTransport transport)
    {
        using var scene = new AuthScene();
        var phone = scene.Phone("carol", transport);
        var call = phone.Invites("bob");
        var first = phone.Receives("SIP/2.0 407 *");
        call.SendAgain();
        var second = phone.Receives("SIP/2.0 407 *");

        Assert.Equal("", scene.Network.Server.Leaks());
        Assert.Equal(first.Value(HeaderName.To), second.Value(HeaderName.To));
        call.Authenticates(second);
        phone.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Bob.Receives("INVITE *"), 486);
        call.Acks(phone.Receives("SIP/2.0 486 *"));
    }
}
