using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of messages.</summary>
public sealed class MessageTimelineTests
{
    [Fact]
    public void Awake_phone_takes_it()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Advance(0.05);
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Woken_phone_takes_it()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Advance(4);
        scene.Bob.Registers();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Nobody_takes_it()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Advance(25);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_gave_only_a_token_for_calls()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=ABCDE12345.org.example.voip;pn-prid=tok-bob:voip");
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_refuses_it()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 415);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }
}
