using System.Text.Json;
using Rouse.Commands;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class TraceCommandTests
{
    [Fact]
    public async Task Messages_of_a_user_are_shown_as_they_come()
    {
        await using var scene = await AdminScene.StartAsync();
        var typed = scene.Types("trace", "bob", "--seconds", "3");
        await UntilAsync(() => scene.Error.Contains("tracing bob", StringComparison.Ordinal));
        scene.Network.Phone("alice").Registers();
        scene.Network.Phone("bob").Registers("pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-secret");

        Assert.Equal(ExitCode.Done, await typed);
        Assert.Equal("tracing bob; Ctrl-C ends\n", scene.Error);
        Assert.StartsWith(
            "00:00:00.000  received  TCP 192.0.2.12:40001 → 192.0.2.1:5060\nREGISTER sip:example.org SIP/2.0\n", scene.Output);
        Assert.Contains("\n\n00:00:00.000  sent  TCP 192.0.2.1:5060 → 192.0.2.12:40001\nSIP/2.0 200 OK\n", scene.Output);
        Assert.Contains("pn-prid=***", scene.Output);
        Assert.DoesNotContain("secret", scene.Output);
        Assert.DoesNotContain("alice", scene.Output);
    }

    [Fact]
    public async Task Json_is_one_object_a_line()
    {
        await using var scene = await AdminScene.StartAsync();
        var typed = scene.Types("trace", "bob@example.org", "--json", "--seconds", "3");
        await UntilAsync(() => scene.Error.Contains("tracing bob", StringComparison.Ordinal));
        scene.Network.Phone("bob").Registers();
        await typed;

        var lines = scene.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["received", "sent"], lines.Select(line => line.GetProperty("direction").GetString()));
        Assert.All(lines, line => Assert.Equal("192.0.2.11:40001", line.GetProperty("remote").GetString()));
        Assert.Equal(
            ["at", "direction", "transport", "local", "remote", "call_id", "text"],
            lines[0].EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("@example.org")]
    [InlineData("")]
    public async Task Whoever_is_nobody_is_refused(string who)
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("trace", who));
        Assert.Equal($"rouse: '{who}' is no user and no IP address; write bob, bob@example.org or 192.0.2.7\n", scene.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task Time_must_be_one(string seconds)
    {
        await using var scene = AdminScene.Stopped();

        Assert.Equal(ExitCode.Usage, await scene.Types("trace", "bob", "--seconds", seconds));
    }

    [Fact]
    public async Task Stop_of_the_server_ends_it()
    {
        await using var scene = await AdminScene.StartAsync();
        var typed = scene.Types("trace", "bob");
        await UntilAsync(() => scene.Error.Contains("tracing bob", StringComparison.Ordinal));
        await scene.Server!.DisposeAsync();

        Assert.Equal(ExitCode.Refused, await typed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.EndsWith("rouse: the server has ended the trace: it stops\n", scene.Error);
    }

    // The command runs on real sockets and in its own time.
    static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
            await Task.Delay(10, patience.Token);
    }
}
