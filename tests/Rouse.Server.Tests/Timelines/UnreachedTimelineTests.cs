using Rouse.Server.Tests.Scenarios;
using Rouse.Server.Transport;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that no phone answered.</summary>
public sealed class UnreachedTimelineTests
{
    [Fact]
    public void Pushed_phone_does_not_register()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Pushed_phone_registers_and_is_silent()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(4);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(TimerB);
        scene.Advance(54);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_rings_and_nobody_answers()
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(0.1);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(181);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Connected_phone_is_silent_and_cannot_be_pushed()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimerB);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Silent_phone_is_pushed_and_stays_silent()
    {
        using var scene = new WakeScene();
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(1);
        scene.Advance(31);
        scene.Advance(58);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_loses_its_connection_and_does_not_come_back()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(2);
        scene.Bob.FallsAsleep();
        scene.Advance(88);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_rang_loses_its_connection()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Advance(2);
        scene.Bob.Registers(expires: 0);
        scene.Bob.FallsAsleep();

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_is_not_connected_and_cannot_be_pushed()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Bob.FallsAsleep();
        scene.Call();

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Push_parameters_cannot_be_used()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-prid=tok-bob");
        scene.Bob.FallsAsleep();
        scene.Call();

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Invite_is_too_large_for_the_phone()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var phone = scene.Device("bob", "", SipTransport.Udp);
        scene.Bob.Registers(expires: 0);
        scene.Alice.Invites("bob", "Content-Type: text/plain", new string('x', 66_000));
        phone.ReceivesNothing();

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_came_nearest_is_told_of()
    {
        using var scene = new WakeScene();
        var second = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Bob.Registers("");
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(2);
        second.Registers();
        Invite(second);
        scene.Advance(TimerB);
        scene.Advance(56);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }
}
