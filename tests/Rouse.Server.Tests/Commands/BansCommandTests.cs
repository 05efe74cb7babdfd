using Rouse.Commands;
using Rouse.Server.Tests.Admin;
using Rouse.Server.Tests.Guard;

namespace Rouse.Server.Tests.Commands;

public sealed class BansCommandTests
{
    [Fact]
    public async Task Nobody_is_banned_at_first()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Done, await scene.Types("bans"));
        Assert.Equal("nobody is banned\n", scene.Output);
    }

    [Fact]
    public async Task Bans_are_listed_with_why_and_how_long_and_lifted()
    {
        await using var scene = await AdminScene.StartAsync();
        Flood(scene, "192.0.2.66");
        Assert.Equal(ExitCode.Done, await scene.Types("bans"));
        Assert.Equal("192.0.2.66  until 00:02:00  too many messages\n", scene.Output);

        Assert.Equal(ExitCode.Done, await scene.Types("bans", "lift", "192.0.2.66"));
        Assert.Equal("192.0.2.66 is listened to again\n", scene.Output);
        Assert.Equal(ExitCode.Done, await scene.Types("bans"));
        Assert.Equal("nobody is banned\n", scene.Output);
    }

    [Fact]
    public async Task Repeated_ban_says_so()
    {
        await using var scene = await AdminScene.StartAsync();
        Flood(scene, "192.0.2.66");
        scene.Network.Advance(TimeSpan.FromMinutes(2));
        Flood(scene, "192.0.2.66");

        await scene.Types("bans");
        Assert.EndsWith("until 00:06:00  too many messages (2 times within a day)\n", scene.Output);
    }

    [Fact]
    public async Task Json_has_the_same()
    {
        await using var scene = await AdminScene.StartAsync();
        Flood(scene, "192.0.2.66");

        Assert.Equal(ExitCode.Done, await scene.Types("bans", "--json"));
        string[] parts = ["source\": \"192.0.2.66\"", "reason\": \"too many messages\"", "until\": ", "count\": 1", "more\": 0"];
        foreach (var part in parts)
            Assert.Contains(part, scene.Output);
    }

    [Theory]
    [InlineData("192.0.2.66", "192.0.2.66 is not banned")]
    [InlineData("bob", "'bob' is no IP address; write 192.0.2.7 or 2001:db8::1")]
    public async Task What_cannot_be_lifted_is_told(string address, string told)
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("bans", "lift", address));
        Assert.Equal($"rouse: {told}\n", scene.Error);
    }

    static void Flood(AdminScene scene, string address)
    {
        for (var i = 0; i < 30_000; i++)
            scene.Network.Server.Guard.Admits(GuardScene.Sender(address, 1_024 + i), false, scene.Network.Clock.GetTimestamp());
    }
}
