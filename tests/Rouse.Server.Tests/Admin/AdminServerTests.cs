using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Rouse.Admin;
using Rouse.Server.Admin;
using Rouse.Starting;

namespace Rouse.Server.Tests.Admin;

[UnsupportedOSPlatform("windows")]
public sealed class AdminServerTests
{
    const string Token = "0123456789abcdef";

    static readonly AdminOptions OnTcp = new() { Socket = false, Listen = new IPEndPoint(IPAddress.Loopback, 0), Token = Token };

    [Fact]
    public async Task Socket_is_for_its_owner_alone_and_nothing_else_is_left_in_the_folder()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scene.SocketPath));
        Assert.Equal(["rouse.sock"], Directory.GetFileSystemEntries(scene.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Socket_goes_with_the_server()
    {
        await using var scene = await AdminScene.StartAsync();
        await scene.Server!.DisposeAsync();

        Assert.False(File.Exists(scene.SocketPath));
    }

    [Fact]
    public async Task Socket_that_a_dead_server_left_is_replaced()
    {
        await using var scene = AdminScene.Stopped();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(scene.SocketPath + "1"));
            File.Move(scene.SocketPath + "1", scene.SocketPath);
        }
        Directory.CreateDirectory(Path.Combine(scene.Data, ".sock"));
        await using var server = await scene.StartServerAsync(new AdminOptions());
        using var client = new AdminClient(scene.Data);

        Assert.Equal("example.org", (await client.StatusAsync(TestContext.Current.CancellationToken)).Realm);
    }

    [Fact]
    public async Task Socket_of_a_living_server_is_left_to_it()
    {
        await using var scene = await AdminScene.StartAsync();

        var refused = await Assert.ThrowsAsync<RefusedStartException>(() => scene.StartServerAsync(new AdminOptions()));
        Assert.Equal($"another rouse answers on {scene.SocketPath}; stop that one, or give this one its own --data", refused.Message);
        using var client = new AdminClient(scene.Data);
        Assert.Equal("example.org", (await client.StatusAsync(TestContext.Current.CancellationToken)).Realm);
    }

    [Fact]
    public async Task Folder_in_the_place_of_the_socket_refuses_the_start_and_nothing_is_left_behind()
    {
        await using var scene = AdminScene.Stopped();
        Directory.CreateDirectory(Path.Combine(scene.SocketPath, "kept"));

        var refused = await Assert.ThrowsAsync<RefusedStartException>(() => scene.StartServerAsync(new AdminOptions()));
        Assert.Equal($"{scene.SocketPath} is a folder, and the socket of the commands belongs there: move it away", refused.Message);
        Assert.Equal(["rouse.sock"], Directory.GetFileSystemEntries(scene.Data).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public async Task Path_that_is_too_long_for_a_socket_is_a_warning(int length, bool fits)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have other limits");
        await using var scene = AdminScene.Stopped();
        var folder = Path.Combine(scene.Data, new string('x', length - scene.Data.Length - "//rouse.sock".Length));
        Directory.CreateDirectory(folder);
        await using var server = await AdminServer.StartAsync(
            new AdminOptions(), folder, new AdminEndpoints(scene.Queries), scene.Network.Logs);

        Assert.Equal(fits, server is not null);
        Assert.Equal(fits, !scene.Network.Logs.Lines.Any(line => line.Contains("is too long for a socket", StringComparison.Ordinal)));
        if (!fits)
            Assert.Contains("is too long for a socket", Assert.Throws<AdminException>(() => new AdminClient(folder)).Message);
    }

    [Fact]
    public async Task Nothing_listens_where_the_socket_is_off()
    {
        await using var scene = await AdminScene.StartAsync(new AdminOptions { Socket = false });

        Assert.Null(scene.Server);
        Assert.False(File.Exists(scene.SocketPath));
    }

    [Fact]
    public async Task Token_opens_the_server_to_others()
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        using var client = new AdminClient(scene.Server!.Url!, Token);

        Assert.Equal("example.org", (await client.StatusAsync(TestContext.Current.CancellationToken)).Realm);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer 0123456789abcdeF")]
    [InlineData("Bearer 0123456789abcde")]
    [InlineData("Bearer 0123456789abcdef0")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic 0123456789abcdef")]
    [InlineData("0123456789abcdef")]
    public async Task Wrong_token_is_refused(string? authorization)
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        using var http = new HttpClient { BaseAddress = scene.Server!.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "status");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"status":401,"detail":"the token is missing or wrong"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Socket_needs_no_token_where_both_are_open()
    {
        await using var scene = await AdminScene.StartAsync(OnTcp with { Socket = true });
        using var client = new AdminClient(scene.Data);
        using var stranger = new AdminClient(scene.Server!.Url!, "another token 123");

        Assert.Equal("example.org", (await client.StatusAsync(TestContext.Current.CancellationToken)).Realm);
        await Assert.ThrowsAsync<AdminException>(() => stranger.StatusAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", true)]
    public async Task Plain_http_beyond_this_machine_is_a_warning(string address, bool warned)
    {
        await using var scene = await AdminScene.StartAsync(OnTcp with { Listen = new IPEndPoint(IPAddress.Parse(address), 0) });

        Assert.Equal(warned, scene.Network.Logs.Lines.Any(line => line.Contains("without TLS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Address_in_use_refuses_the_start()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var scene = AdminScene.Stopped();

        var refused = await Assert.ThrowsAsync<RefusedStartException>(
            () => scene.StartServerAsync(OnTcp with { Socket = true, Listen = (IPEndPoint)taken.LocalEndpoint }));
        Assert.StartsWith("admin.listen: ", refused.Message);
        Assert.False(File.Exists(scene.SocketPath));
    }
}
