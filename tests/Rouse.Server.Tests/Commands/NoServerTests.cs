using System.Net;
using Rouse.Commands;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

/// <summary>Which server a command reaches, and what it says when it reaches none.</summary>
public sealed class NoServerTests
{
    const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("calls")]
    [InlineData("call 01")]
    [InlineData("bindings")]
    [InlineData("push bob")]
    public async Task Nobody_answers(string command)
    {
        await using var scene = AdminScene.Stopped();

        Assert.Equal(ExitCode.Refused, await scene.Types(command.Split(' ')));
        Assert.Empty(scene.Output);
        Assert.Equal(
            $"""
            rouse: no rouse is running with data folder {scene.Data}: nobody answers on {scene.SocketPath}
            start one with 'rouse serve', or name its data folder with --data or its address with --server

            """, scene.Error);
    }

    [Fact]
    public async Task Server_that_was_stopped_answers_no_more()
    {
        await using var scene = await AdminScene.StartAsync();
        Assert.Equal(ExitCode.Done, await scene.Types("calls"));

        await scene.Server!.DisposeAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("calls"));
    }

    [Fact]
    public async Task Data_folder_of_the_configuration_file_counts()
    {
        await using var scene = await AdminScene.StartAsync();
        var file = Path.Combine(scene.Data, "rouse.toml");
        await File.WriteAllTextAsync(file, "data = \".\"\nno_such_key = 1\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await scene.TypesAlone("calls", "--config", file));
        Assert.Equal("no calls yet\n", scene.Output);
    }

    [Fact]
    public async Task Configuration_file_that_is_named_must_be_there()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("calls", "--config", "/nowhere/rouse.toml"));
        Assert.Equal("rouse: /nowhere/rouse.toml: there is no such file\n", scene.Error);
    }

    [Fact]
    public async Task Server_elsewhere_wants_its_token()
    {
        await using var scene = await AdminScene.StartAsync(
            new() { Socket = false, Listen = new IPEndPoint(IPAddress.Loopback, 0), Token = Token });
        var url = scene.Server!.Url!.ToString();

        Assert.Equal(ExitCode.Done, await scene.TypesAlone("calls", "--server", url, "--token", Token));
        Assert.Equal(ExitCode.Refused, await scene.TypesAlone("calls", "--server", url, "--token", "fedcba9876543210"));
        Assert.Equal("rouse: the token is missing or wrong\n", scene.Error);
        Assert.Equal(ExitCode.Refused, await scene.TypesAlone("calls", "--server", url));
        Assert.Equal("rouse: --server needs --token\n", scene.Error);
    }

    [Fact]
    public async Task Server_elsewhere_that_is_none_says_so()
    {
        await using var scene = await AdminScene.StartAsync(
            new() { Socket = false, Listen = new IPEndPoint(IPAddress.Loopback, 0), Token = Token });
        var url = scene.Server!.Url!.ToString();
        await scene.Server.DisposeAsync();

        Assert.Equal(ExitCode.Refused, await scene.TypesAlone("calls", "--server", url, "--token", Token));
        Assert.Equal($"rouse: no rouse answers on {url}\n", scene.Error);
        Assert.Equal(ExitCode.Refused, await scene.TypesAlone("calls", "--server", "192.0.2.1", "--token", Token));
        Assert.Equal("rouse: --server takes a URL such as http://127.0.0.1:8060, not 192.0.2.1\n", scene.Error);
    }
}
