using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Who is asked for a password by the whole server, who is not, and what is never relayed.</summary>
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
    public void Nothing_of_a_call_under_way_is_challenged()
    {
        using var scene = new AuthScene();
        var (call, invite, ok) = scene.Talk();
        foreach (var method in (string[])["INFO", "UPDATE", "REFER", "MESSAGE"])
        {
            call.SendsInDialog(method, ok);
            scene.Bob.Answers(scene.Bob.Receives($"{method} *"), 200);
            scene.Alice.Receives("SIP/2.0 200 *");
            scene.Bob.SendsInDialog(method, invite);
            scene.Alice.Answers(scene.Alice.Receives($"{method} *"), 200);
            scene.Bob.Receives("SIP/2.0 200 *");
        }
        scene.Bob.SendsInDialog("INVITE", invite, headers: $"Contact: <{scene.Bob.ContactUri}>");
        scene.Bob.Receives("SIP/2.0 100 *");
        scene.Alice.Answers(scene.Alice.Receives("INVITE *"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("ACK", invite);
        scene.Alice.Receives("ACK *");
        call.SendsInDialog("BYE", ok);
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Password_that_comes_along_in_a_call_is_neither_checked_nor_passed_on()
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        call.SendsInDialog(
            "BYE", ok, headers: "Proxy-Authorization: Digest realm=\"example.org\", nonce=\"old\", username=\"alice\", uri=\"sip:bob@example.org\", response=\"0123\"");
        var bye = scene.Bob.ReceivesRequest("BYE *");

        Assert.False(bye.Headers.Contains(HeaderName.ProxyAuthorization));
        scene.Bob.Answers(bye, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void CANCEL_is_not_challenged()
    {
        using var scene = new AuthScene();
        var call = scene.Alice.Invites("bob");
        call.Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));
        scene.Alice.Receives("SIP/2.0 100 *");
        var invite = scene.Bob.Receives("INVITE *");
        scene.Bob.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
        call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(invite, 487);

        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
    }

    [Fact]
    public void BYE_is_not_challenged_even_without_a_token()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("BYE", "sip:bob@example.org");
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 481);

        scene.Alice.Receives("SIP/2.0 481 *");
    }

    [Fact]
    public void Token_of_another_call_is_no_proof()
    {
        using var scene = new AuthScene();
        var (_, _, ok) = scene.Talk();
        scene.Alice.Sends(
            $"MESSAGE sip:bob@example.org SIP/2.0\n{scene.Alice.Via()}\nRoute: {ok.Value(HeaderName.RecordRoute)}\nFrom: {ok.Value(HeaderName.From)}\n"
            + $"To: {ok.Value(HeaderName.To)}\nCall-ID: another\nCSeq: 1 MESSAGE\nContent-Length: 0");

        scene.Alice.Receives("SIP/2.0 407 *");
    }

    [Fact]
    public void Token_without_a_To_tag_is_no_proof()
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        scene.Alice.Sends(
            $"MESSAGE sip:bob@example.org SIP/2.0\n{scene.Alice.Via()}\nRoute: {ok.Value(HeaderName.RecordRoute)}\nFrom: {ok.Value(HeaderName.From)}\n"
            + $"To: <sip:bob@example.org>\nCall-ID: {call.CallId}\nCSeq: 2 MESSAGE\nContent-Length: 0");

        scene.Alice.Receives("SIP/2.0 407 *");
    }

    [Theory]
    [InlineData("sip:alice@example.org")]
    [InlineData("sip:carol@example.org")]
    public void Token_registers_nobody(string aor)
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        scene.Alice.Sends(
            $"REGISTER sip:example.org SIP/2.0\n{scene.Alice.Via()}\nRoute: {ok.Value(HeaderName.RecordRoute)}\nFrom: <{aor}>;tag={call.FromTag}\n"
            + $"To: <{aor}>;tag=tag-bob\nCall-ID: {call.CallId}\nCSeq: 2 REGISTER\nContact: <sip:thief@10.0.0.9>\nContent-Length: 0");

        scene.Alice.Receives("SIP/2.0 403 *");
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

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
        var proof = new Credentials("alice", AuthScene.Password("alice")).Answer(scene.Alice.Receives("SIP/2.0 401 *"), "REGISTER", "sip:example.org");
        scene.Alice.Sends(
            $"REGISTER sip:example.org SIP/2.0\n{scene.Alice.Via()}\nFrom: <sip:bob@example.org>;tag=1\nTo: <sip:bob@example.org>\nCall-ID: r\nCSeq: 1 REGISTER\n"
            + $"Contact: <sip:alice@10.0.0.5>\n{proof}\nContent-Length: 0");

        scene.Alice.Receives("SIP/2.0 403 *");
        Assert.Equal(1, scene.Network.Server.Bindings);
    }

    [Fact]
    public void Anonymous_caller_with_a_password_passes_and_is_found_by_the_called_phone()
    {
        using var scene = new AuthScene();
        scene.Alice.Registers();
        var from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1";
        var invite = (string proof, int cseq) =>
            $"INVITE sip:bob@example.org SIP/2.0\n{scene.Alice.Via()}\nFrom: {from}\nTo: <sip:bob@example.org>\nCall-ID: anonymous\nCSeq: {cseq} INVITE\n{proof}\n"
            + $"P-Preferred-Identity: <sip:alice@example.org>\nContact: <{scene.Alice.ContactUri}>\nContent-Length: 0";
        scene.Alice.Sends(invite("X-None: 1", 1));
        scene.Alice.Sends(invite(new Credentials("alice", AuthScene.Password("alice")).Answer(scene.Alice.Receives("SIP/2.0 407 *"), "INVITE", "sip:bob@example.org"), 2));
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
        scene.Alice.Requests("MESSAGE", "sip:bob@example.org", new Credentials("carol", AuthScene.Password("carol")).Answer(challenge, "MESSAGE", "sip:bob@example.org"));

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
        scene.Alice.Sends(
            $"MESSAGE sip:bob@example.org SIP/2.0\n{scene.Alice.Via()}\nFrom: <sip:alice@example.org>;tag=1\nTo: <sip:bob@example.org>\nCall-ID: s\nCSeq: 1 MESSAGE\n"
            + $"{header}\nContent-Length: 0");

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
