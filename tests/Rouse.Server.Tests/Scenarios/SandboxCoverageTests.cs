using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Without a configured provider the sandbox serves the phones of this machine, and no others.</summary>
public sealed class SandboxCoverageTests
{
    static readonly PushOutcome Played = FakePush.Accepted with { IsSandbox = true };

    [Fact]
    public void Phone_on_this_machine_is_pushed_and_granted_no_long_time()
    {
        using var scene = new AppScene(isSandbox: true);
        var bob = scene.LocalPhone("bob");
        Assert.EndsWith(";expires=3600", bob.Registers(AppScene.Voip).Value(HeaderName.Contact));
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.Expects("apns", "aaaa");
    }

    [Fact]
    public void Phone_elsewhere_cannot_be_pushed()
    {
        using var scene = new AppScene(isSandbox: true);
        scene.Sleeper("bob", AppScene.Voip);
        scene.Call("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
        Assert.True(scene.HasLogged("no push credentials for TEAM123456.org.example.phone.voip"));
    }

    [Fact]
    public void Proxy_on_this_machine_speaks_for_phones_elsewhere()
    {
        using var scene = new AppScene(isSandbox: true);
        var bob = scene.LocalPhone("bob");
        bob.SendsRegister(AppScene.Voip, headers: "Path: <sip:127.0.0.1:5070;lr>");
        bob.Receives("SIP/2.0 200 *");
        bob.FallsAsleep();
        scene.Call("bob");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Log_says_that_nothing_was_sent()
    {
        using var scene = new AppScene(isSandbox: true);
        scene.Push.Outcome = Played;
        var bob = scene.LocalPhone("bob");
        bob.Registers(AppScene.Voip);
        bob.FallsAsleep();
        scene.Call("bob");
        Assert.Contains(
            "Information: push for a Call to bob@example.org by apns sandbox: Accepted (OK); sandbox: nothing was sent to Apple/Google",
            scene.Network.Logs.Lines);
    }
}
