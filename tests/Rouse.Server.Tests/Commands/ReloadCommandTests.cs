using Rouse.Commands;
using Rouse.Reloading;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class ReloadCommandTests
{
    [Fact]
    public async Task What_was_applied_and_what_needs_a_restart_is_told()
    {
        await using var scene = await Scene(new ReloadReport(["push.reach", "push by http"], ["listen"], [], ["a file is open to all"]));

        Assert.Equal(ExitCode.Done, await scene.Types("reload"));
        Assert.Equal("reloaded: push.reach\nreloaded: push by http\nat the next start: listen\n", scene.Output);
        Assert.Equal("warning: a file is open to all\n", scene.Error);
    }

    [Fact]
    public async Task Faults_end_with_1()
    {
        await using var scene = await Scene(new ReloadReport([], [], ["rouse.toml:1: wrong", "rouse.toml:2: wrong too"], []));

        Assert.Equal(ExitCode.Refused, await scene.Types("reload"));
        Assert.Equal("", scene.Output);
        Assert.Equal("rouse.toml:1: wrong\nrouse.toml:2: wrong too\nrouse: not reloaded, everything stays as it was\n", scene.Error);
    }

    [Theory]
    [InlineData(new string[0], ExitCode.Done)]
    [InlineData(new[] { "wrong" }, ExitCode.Refused)]
    public async Task Script_gets_all_of_it(string[] faults, int exitCode)
    {
        await using var scene = await Scene(new ReloadReport(["push.reach"], [], faults, []));

        Assert.Equal(exitCode, await scene.Types("reload", "--json"));
        Assert.Contains("\"applied\": [\n    \"push.reach\"\n  ]", scene.Output.ReplaceLineEndings("\n"));
        Assert.Contains("\"needs_restart\": []", scene.Output);
    }

    [Fact]
    public async Task Nothing_new_is_said_so()
    {
        await using var scene = await Scene(new ReloadReport([], [], [], []));

        Assert.Equal(ExitCode.Done, await scene.Types("reload"));
        Assert.Equal("nothing has changed\n", scene.Output);
    }

    [Fact]
    public async Task Without_a_server_there_is_nothing_to_reload()
    {
        await using var scene = AdminScene.Stopped();

        Assert.Equal(ExitCode.Refused, await scene.Types("reload"));
        Assert.StartsWith("rouse: no rouse is running with data folder ", scene.Error);
    }

    static async Task<AdminScene> Scene(ReloadReport report)
    {
        var scene = AdminScene.Stopped();
        scene.Reload = () => report;
        await scene.ListensAsync();
        return scene;
    }
}
