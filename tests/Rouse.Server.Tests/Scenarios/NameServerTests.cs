namespace Rouse.Server.Tests.Scenarios;

/// <summary>A name server that is blocked, slow or gone holds up nobody but who asks for its names.</summary>
public sealed class NameServerTests
{
    [Fact]
    public void Who_waits_for_a_name_server_has_a_100_and_others_do_not_notice()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Dns.IsSilent = true;
        scene.Sends("INVITE", "sip:carol@example.com");
        scene.Sends("MESSAGE", "sip:bob@example.org", from: scene.Alice);
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Dns.Release();
        scene.Network.Settle();

        server.Answers(server.Receives("INVITE *"), 486);
        server.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void A_silent_name_server_is_told_after_some_seconds()
    {
        using var scene = new ElsewhereScene();
        scene.Dns.IsSilent = true;
        scene.Sends("INVITE", "sip:carol@example.com");
        for (var i = 0; i < 4; i++)
            scene.Network.Advance(3);

        scene.Alice.Receives("SIP/2.0 500 Name Server Does Not Answer");
    }

    [Fact]
    public void Who_gives_up_meanwhile_is_answered_at_once_and_calls_nobody()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Dns.IsSilent = true;
        var call = scene.Sends("INVITE", "sip:carol@example.com");
        call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Alice.Receives("SIP/2.0 487 *");
        scene.Dns.Release();
        scene.Network.Settle();

        server.ReceivesNothing();
    }

    [Fact]
    public void The_second_call_asks_nobody()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        server.Answers(server.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        var asked = scene.Dns.Asked.Count;
        scene.Sends("MESSAGE", "sip:dave@example.com");
        server.Answers(server.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        Assert.Equal(asked, scene.Dns.Asked.Count);
    }

    [Fact]
    public void Repetitions_while_it_is_waited_for_ask_nobody_again()
    {
        using var scene = new ElsewhereScene();
        scene.Server(1);
        scene.Dns.IsSilent = true;
        var call = scene.Sends("MESSAGE", "sip:carol@example.com");
        var asked = scene.Dns.Asked.Count;
        call.SendAgain();
        call.SendAgain();

        Assert.Equal(asked, scene.Dns.Asked.Count);
        call.Cancels();
        scene.Alice.ForgetsUnread();
    }
}
