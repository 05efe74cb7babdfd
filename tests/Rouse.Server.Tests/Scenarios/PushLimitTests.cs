using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A caller who floods pushes meets a limit; phones that are awake ring as ever.</summary>
public sealed class PushLimitTests
{
    static readonly TimeSpan Part = TimeSpan.FromSeconds(20);

    [Fact]
    public void Phone_is_pushed_so_often_a_minute_whoever_calls()
    {
        using var scene = Scene(perPhone: 3);
        scene.Sleeper("bob", AppScene.Voip);
        for (var i = 0; i < 3; i++)
            Call(scene, scene.Network.Phone($"caller{i}"));
        Assert.Equal(3, Pushed(scene));
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Failed");
        scene.Push.ExpectsNothing();
        Assert.True(scene.HasLogged("the phone has got 3 pushes in a minute ([push] max_per_phone)"));
    }

    [Fact]
    public void And_again_when_its_part_of_the_minute_has_passed()
    {
        using var scene = Scene(perPhone: 3);
        scene.Sleeper("bob", AppScene.Voip);
        for (var i = 0; i < 3; i++)
            scene.Call("bob");
        Assert.Equal(3, Pushed(scene));
        scene.Network.Advance(Part - WakeScene.Tick);
        scene.Call("bob");
        scene.Push.ExpectsNothing();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Network.Advance(WakeScene.Tick);
        scene.Call("bob");
        Assert.Equal(1, Pushed(scene));
    }

    [Fact]
    public void Caller_causes_so_many_pushes_a_minute_whomever_it_calls()
    {
        using var scene = Scene(perCaller: 3);
        for (var i = 0; i < 4; i++)
            scene.Sleeper($"bob{i}", AppScene.Voip.Replace("aaaa", $"aa0{i}", StringComparison.Ordinal));
        for (var i = 0; i < 4; i++)
            scene.Call($"bob{i}");
        Assert.Equal(3, Pushed(scene));
        scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Failed");
        Assert.True(scene.HasLogged("its sender has caused 3 pushes in a minute ([push] max_per_caller)"));

        var other = scene.Network.Phone("carol");
        other.Invites("bob3");
        other.Receives("SIP/2.0 100 *");
        scene.Push.Expects("apns", "aa03");
    }

    [Fact]
    public void Other_device_of_the_called_user_still_rings()
    {
        using var scene = Scene(perPhone: 1);
        var awake = scene.Network.Phone("bob");
        awake.Registers("");
        scene.Sleeper("bob", AppScene.Voip);
        scene.Call("bob");
        awake.ReceivesRequest("INVITE *");
        scene.Call("bob");
        Assert.Equal(1, Pushed(scene));
        var invite = awake.ReceivesRequest("INVITE *");
        awake.Answers(invite, 180);
        scene.Alice.Receives("SIP/2.0 180 *");
    }

    [Fact]
    public void Push_that_was_not_needed_does_not_count()
    {
        using var scene = Scene(perPhone: 1);
        var bob = scene.Network.Phone("bob");
        bob.Registers(AppScene.Voip);
        for (var i = 0; i < 3; i++)
        {
            scene.Call("bob");
            bob.Answers(bob.ReceivesRequest("INVITE *"), 180);
            scene.Alice.Receives("SIP/2.0 180 *");
        }
        bob.FallsAsleep();
        scene.Call("bob");
        Assert.Equal(1, Pushed(scene));
    }

    static AppScene Scene(int perPhone = 0, int perCaller = 0) =>
        new(push => push with { MaxPerPhone = perPhone, MaxPerCaller = perCaller });

    static void Call(AppScene scene, Phone caller)
    {
        caller.Invites("bob");
        caller.Receives("SIP/2.0 100 *");
    }

    // Takes them.
    static int Pushed(AppScene scene)
    {
        var pushes = scene.Push.Unseen;
        scene.Push.Forget();
        return pushes;
    }
}
