using Rouse.Commands;
using Rouse.Push;
using Rouse.Server.Pipeline;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class PushCommandTests
{
    const string Voip = "pn-provider=apns;pn-param=T.org.example.voip;pn-prid=secret-token";

    [Fact]
    public async Task Phone_that_wakes_is_told_of()
    {
        await using var scene = await AdminScene.StartAsync();
        var bob = scene.Network.Phone("bob");
        bob.Registers(Voip);
        bob.FallsAsleep();
        scene.Push.WhenPushed = _ => bob.Registers();

        Assert.Equal(ExitCode.Done, await scene.Types("push", "bob"));
        Assert.Equal(
            """
            bob@example.org
              phone 00000000, asleep, sip:bob@192.0.2.11:40001;transport=tcp
                APNs took a background push: the phone may wake
                the provider calls it id-1
            waiting 10s for it to register …
              phone 00000000 registered after 0 ms: it can be woken

            """, scene.Output);
    }

    [Fact]
    public async Task Phone_that_stays_asleep_is_told_of()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("bob").Registers(Voip);

        var typed = scene.Types("push", "bob", "--wait", "3s");
        while (!typed.IsCompleted)
        {
            scene.Wall.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        Assert.Equal(ExitCode.Done, await typed);
        Assert.EndsWith(
            "  phone 00000000 did not register in 3.0 s. Often: no network, app removed or stopped by its user, "
            + "or an app that only shows the message\n",
            scene.Output);
    }

    [Fact]
    public async Task Refused_push_is_not_waited_for()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("bob").Registers(Voip);
        scene.Push.Trial = new PushTrial(new PushOutcome(PushVerdict.DeadToken, 410, "Unregistered", 3), "the app was removed");

        Assert.Equal(ExitCode.Refused, await scene.Types("push", "bob@example.org"));
        Assert.EndsWith("    the app was removed\n    after 3 requests\n", scene.Output);
    }

    [Fact]
    public async Task Phone_without_push_parameters_is_not_pushed()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("bob").Registers();
        scene.Push.WhenPushed = _ => Assert.Fail("pushed");

        Assert.Equal(ExitCode.Refused, await scene.Types("push", "bob"));
        Assert.EndsWith("    the phone gave no push parameters\n", scene.Output);
    }

    [Fact]
    public async Task Json_says_what_was_sent_and_what_came()
    {
        await using var scene = await AdminScene.StartAsync();
        var bob = scene.Network.Phone("bob");
        bob.Registers(Voip);
        scene.Push.WhenPushed = _ => bob.Registers();

        Assert.Equal(ExitCode.Done, await scene.Types("push", "bob", "--json"));
        Assert.StartsWith("{\n  \"aor\": \"bob@example.org\",\n  \"phones\": [\n", scene.Output);
        Assert.Contains("\"verdict\": \"accepted\"", scene.Output);
        Assert.Contains("\"registered_after_milliseconds\": 0", scene.Output);
        Assert.DoesNotContain("secret", scene.Output);
    }

    [Theory]
    [InlineData("dave", "no phone of 'dave' is registered: there is nothing to push")]
    [InlineData("@example.org", "'@example.org' means more than one user: write user@domain")]
    public async Task One_user_is_meant(string who, string error)
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("alice").Registers(Voip);
        scene.Network.Phone("bob").Registers(Voip);

        Assert.Equal(ExitCode.Refused, await scene.Types("push", who));
        Assert.Equal($"rouse: {error}\n", scene.Error);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("6m")]
    public async Task Wait_is_a_time(string wait)
    {
        await using var scene = AdminScene.Stopped();

        Assert.Equal(ExitCode.Usage, await scene.Types("push", "bob", "--wait", wait));
        Assert.Contains("--wait takes a time up to 5m, such as 10s", scene.Error);
    }
}
