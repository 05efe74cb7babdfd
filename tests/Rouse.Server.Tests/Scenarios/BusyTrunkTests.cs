using Rouse.Server.Routing;
using Rouse.Server.Tests.Guard;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What the guard thinks of servers that carry the calls of many.</summary>
public sealed class BusyTrunkTests
{
    const int CallsPerSecond = 50;
    const int AnswersOfCall = 5;

    static readonly RouteOptions ToTrunk = new() { To = [new("sip:10.0.0.5:5070")], Users = ["+*"] };

    [Fact]
    public void Trunk_of_a_route_answers_fifty_calls_a_second_for_a_minute()
    {
        using var scene = new ElsewhereScene(options => options with { Routes = [ToTrunk] });
        Calls(scene);

        Assert.Equal(60 * CallsPerSecond * AnswersOfCall, AnswersOfAMinute(scene.Network));
    }

    [Fact]
    public void Server_that_nobody_named_is_cut()
    {
        using var scene = new ElsewhereScene();

        Assert.InRange(AnswersOfAMinute(scene.Network), 500, 800);
    }

    [Fact]
    public void Trunk_that_nobody_called_for_an_hour_is_a_stranger()
    {
        using var scene = new ElsewhereScene(options => options with { Routes = [ToTrunk] });
        Calls(scene);
        scene.Network.Advance(NamedServers.Memory - TimeSpan.FromTicks(1));
        Assert.Equal(1_000, Admitted(scene.Network, 1_000));
        scene.Network.Advance(TimeSpan.FromTicks(1));

        Assert.InRange(Admitted(scene.Network, 1_000), 0, 500);
    }

    [Fact]
    public void Server_that_a_caller_names_is_a_stranger()
    {
        using var scene = new ElsewhereScene(options => options with { Forward = options.Forward with { PrivateNetworks = true } });
        var server = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:carol@10.0.0.5:5070");
        server.Answers(server.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        Assert.Equal(500, Admitted(scene.Network, 1_000));
    }

    static void Calls(ElsewhereScene scene)
    {
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:+4930123@example.org");
        trunk.Answers(trunk.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    static int AnswersOfAMinute(TestNetwork network)
    {
        var admitted = 0;
        for (var second = 0; second < 60; second++)
        {
            admitted += Admitted(network, CallsPerSecond * AnswersOfCall);
            network.Advance(1);
        }
        return admitted;
    }

    static int Admitted(TestNetwork network, int count)
    {
        var trunk = GuardScene.Sender("10.0.0.5", 5070);
        return Enumerable.Range(0, count).Count(_ => network.Server.Guard.Admits(trunk, false, network.Clock.GetTimestamp()));
    }
}
