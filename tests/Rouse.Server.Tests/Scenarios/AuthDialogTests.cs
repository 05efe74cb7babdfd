using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>In a call nobody is asked for a password: the token in Route proves it, and only that.</summary>
public sealed class AuthDialogTests
{
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
        const string Proof =
            "Digest realm=\"example.org\", nonce=\"old\", username=\"alice\", uri=\"sip:bob@example.org\", response=\"0123\"";
        call.SendsInDialog("BYE", ok, headers: "Proxy-Authorization:  " + Proof);
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
    public void BYE_without_a_token_is_not_challenged_and_reaches_nobody()
    {
        using var scene = new AuthScene();
        scene.Alice.Requests("BYE", "sip:bob@example.org");

        scene.Alice.Receives("SIP/2.0 481 *");
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("MESSAGE")]
    [InlineData("INFO")]
    public void Token_proves_nobody_but_the_two_who_set_up_the_dialog(string method)
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        scene.Alice.Sends(
            $"{method} sip:bob@example.org SIP/2.0\n{scene.Alice.Via()}\nRoute: {ok.Value(HeaderName.RecordRoute)}\n"
            + $"From: <sip:boss@example.org>;tag={call.FromTag}\n"
            + $"To: {ok.Value(HeaderName.To)}\nCall-ID: {call.CallId}\nCSeq: 2 {method}\nContent-Length: 0");

        scene.Alice.Receives("SIP/2.0 407 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Token_of_another_call_is_no_proof()
    {
        using var scene = new AuthScene();
        var (_, _, ok) = scene.Talk();
        scene.Alice.SendsRaw(
            "MESSAGE", "sip:bob@example.org", ok.Value(HeaderName.From), ok.Value(HeaderName.To), "another",
            headers: "Route: " + ok.Value(HeaderName.RecordRoute));

        scene.Alice.Receives("SIP/2.0 407 *");
    }

    [Fact]
    public void Token_without_a_To_tag_is_no_proof()
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        scene.Alice.SendsRaw(
            "MESSAGE", "sip:bob@example.org", ok.Value(HeaderName.From), null, call.CallId,
            headers: "Route: " + ok.Value(HeaderName.RecordRoute));

        scene.Alice.Receives("SIP/2.0 407 *");
    }

    [Theory]
    [InlineData("sip:alice@example.org")]
    [InlineData("sip:carol@example.org")]
    public void Token_registers_nobody(string aor)
    {
        using var scene = new AuthScene();
        var (call, _, ok) = scene.Talk();
        scene.Alice.SendsRaw(
            "REGISTER", "sip:example.org", $"<{aor}>;tag={call.FromTag}", $"<{aor}>;tag=tag-bob", call.CallId,
            headers: $"Route: {ok.Value(HeaderName.RecordRoute)}\nContact: <sip:thief@10.0.0.9>");

        scene.Alice.Receives("SIP/2.0 401 *");
        Assert.Equal(1, scene.Network.Server.Bindings);
    }
}
