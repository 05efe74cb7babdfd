using Rouse.Commands;
using Rouse.Server.Authentication;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

/// <summary>A server that runs learns at once of users who were added or removed.</summary>
public sealed class UserReloadTests
{
    [Fact]
    public async Task Running_server_knows_who_was_added_and_who_was_removed()
    {
        var accounts = new AccountStore([]);
        await using var scene = await AdminScene.StartAsync(accounts: accounts);

        Assert.Equal(ExitCode.Done, await scene.Types("user", "add", "carol", "--generate"));
        Assert.EndsWith("the running server knows it\n", scene.Output);
        Assert.NotNull(accounts.Find("carol", "example.org").Account?.Md5Ha1);
        Assert.Equal(ExitCode.Done, await scene.Types("user", "remove", "carol"));
        Assert.Null(accounts.Find("carol", "example.org").Account);
    }

    [Theory]
    [InlineData("carol")]
    [InlineData("carol@example.org")]
    public async Task Password_holds_in_the_domain_of_the_servers_command_line(string name)
    {
        var accounts = new AccountStore([]);
        await using var scene = await AdminScene.StartAsync(accounts: accounts);
        await File.WriteAllTextAsync(Path.Combine(scene.Data, "realm"), "before", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await scene.Types("user", "add", name, "--generate"));
        Assert.StartsWith("carol@example.org is added", scene.Output);
        Assert.NotNull(accounts.Find("carol", "example.org").Account?.Md5Ha1);
    }

    [Fact]
    public async Task Server_keeps_its_accounts_where_the_file_is_wrong()
    {
        var accounts = new AccountStore([new Account("alice", null, "secret", null, null)]);
        await using var scene = await AdminScene.StartAsync(accounts: accounts);
        await File.WriteAllTextAsync(scene.UsersPath, "bob\n", TestContext.Current.CancellationToken);
        using var client = new Rouse.Admin.AdminClient(scene.Data);

        var report = await client.ReloadUsersAsync(TestContext.Current.CancellationToken);

        Assert.Equal([$"{scene.UsersPath}:1: no password; write clrtxt:, md5: or sha256: after the user"], report.Errors);
        Assert.NotNull(accounts.Find("alice", "example.org").Account);
        Assert.Null(accounts.Find("bob", "example.org").Account);
        scene.Network.Logs.ExpectError("the accounts stay as they were");
    }

    [Fact]
    public async Task Server_that_reads_another_file_is_told_of()
    {
        await using var scene = await AdminScene.StartAsync(accounts: new AccountStore([]));
        await File.WriteAllTextAsync(scene.UsersPath, "", TestContext.Current.CancellationToken);
        var config = Path.Combine(scene.Data, "rouse.toml");
        await File.WriteAllTextAsync(config, "data = \".\"\n[auth]\nusers = \"other.txt\"\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Refused, await scene.TypesAlone("user", "add", "carol", "--generate", "--config", config));
        Assert.Equal($"rouse: the running server reads another file: {scene.UsersPath}\n", scene.Error);
    }

    [Fact]
    public async Task Server_without_authentication_is_told_of()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("user", "add", "carol", "--generate"));
        Assert.Equal(
            "rouse: the running server did not take it: this server has no users file: authentication is off, or accounts come from a "
            + "database\n",
            scene.Error);
    }
}
