using System.Net;
using System.Security.Cryptography.X509Certificates;
using Rouse.Sandbox.Tests.Apns;

namespace Rouse.Sandbox.Tests;

public sealed class SandboxServerTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Only_this_machine_is_served(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => SandboxServer.StartAsync(new(), new TestClock(), IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    public async Task Each_service_has_a_port_of_its_own(string address)
    {
        await using var server = await SandboxServer.StartAsync(new(), new TestClock(), IPAddress.Parse(address));

        Uri[] urls = [server.ApnsProduction, server.ApnsDevelopment, server.Fcm];
        Assert.All(urls, url => Assert.Equal(("https", IPAddress.Parse(address)), (url.Scheme, IPAddress.Parse(url.Host))));
        Assert.Equal(3, urls.Select(url => url.Port).Distinct().Count());
    }

    [Fact]
    public async Task Certificate_can_be_the_only_trusted_root()
    {
        await using var server = await SandboxServer.StartAsync(new(), new TestClock());
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { server.Certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);

        using var response = await client.GetAsync(server.Fcm).Soon();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(server.Certificate.HasPrivateKey);
    }

    [Fact]
    public async Task Certificate_of_another_run_is_not_trusted()
    {
        await using var server = await SandboxServer.StartAsync(new(), new TestClock());
        await using var other = await SandboxServer.StartAsync(new(), new TestClock());
        using var client = TrustingClient.For(other);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(server.Fcm).Soon());
    }

    [Fact]
    public async Task Pushes_that_nobody_takes_make_room_for_newer_ones()
    {
        await using var scene = await ApnsScene.Start(new() { KeptPushes = 2 });
        var push = scene.Alert();
        foreach (var collapseId in new[] { "first", "second", "third" })
        {
            push["apns-collapse-id"] = collapseId;
            await scene.Send(push);
        }

        Assert.Equal("second", (await scene.Server.Pushes.NextAsync().Soon()).CollapseId);
        Assert.Equal("third", (await scene.Server.Pushes.NextAsync().Soon()).CollapseId);
        Assert.Equal(3, scene.Server.Pushes.Count);
    }
}
