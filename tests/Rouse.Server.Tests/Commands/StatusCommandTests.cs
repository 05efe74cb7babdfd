using Rouse.Commands;
using Rouse.Server.Admin;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Server_is_shown_in_a_few_lines()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Network.Phone("alice").Registers();
        var bob = scene.Network.Phone("bob");
        bob.Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-bob");
        bob.FallsAsleep();
        scene.Network.Phone("carol").Invites("bob");
        scene.Network.Advance(15);

        Assert.Equal(ExitCode.Done, await scene.Types("status"));
        Assert.Equal(
            $"""
            Rouse 0.1.0: ok, up 15 s
              listen    {string.Join(", ", scene.Network.Listeners)}
              domains   example.org
              phones    2 registered: 1 awake, 0 dormant, 1 asleep; 1 can be pushed
              held      1 call, 0 messages for phones that sleep; 1 request under way
              push      apns T.org.example.voip production
              store     memory: after a restart phones must register again

            """, scene.Output);
    }

    [Fact]
    public async Task What_is_wrong_follows_and_ends_the_command_with_1()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Health.Add(new HealthCheck("store", () => "it takes no changes: \e[2J"));
        scene.Warnings.Add("push apns T.org.example.voip production: the provider has not worked for a while");

        Assert.Equal(ExitCode.Refused, await scene.Types("status"));
        Assert.StartsWith("Rouse 0.1.0: failing, up 0 ms\n", scene.Output);
        Assert.EndsWith(
            """
              warning   store: it takes no changes: \x1b[2J
              warning   push apns T.org.example.voip production: the provider has not worked for a while

            """, scene.Output);
    }

    [Fact]
    public async Task Json_has_the_same()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Done, await scene.Types("status", "--json"));
        foreach (var name in (string[])["version", "started_at", "uptime_seconds", "health", "listeners", "domains", "realm", "bindings",
            "binding_states", "awake", "dormant", "asleep", "can_be_pushed", "exchanges", "held_calls", "held_messages", "push", "store",
            "warnings"])
            Assert.Contains($"\"{name}\": ", scene.Output);
    }
}
