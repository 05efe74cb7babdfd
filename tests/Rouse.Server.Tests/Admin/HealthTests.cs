using System.Net;
using Rouse.Metrics;
using Rouse.Server.Admin;

namespace Rouse.Server.Tests.Admin;

public sealed class HealthTests
{
    const string Token = "0123456789abcdef";

    static readonly AdminOptions OnTcp = new() { Socket = false, Listen = new IPEndPoint(IPAddress.Loopback, 0), Token = Token };

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    public async Task Server_that_is_well_says_so_to_anybody(string path)
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);

        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","problems":[]}"""), await Get(scene, path));
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_503()
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        scene.Health.Add(new HealthCheck("listeners", () => null));
        scene.Health.Add(new HealthCheck("store", () => "it takes no changes: the disk is full"));

        var (status, body) = await Get(scene, "/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(
            """{"status":"failing","problems":[{"part":"store","text":"it takes no changes: the disk is full"}]}""", body);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    public async Task Only_what_a_restart_would_help_ends_the_process(bool isVital, HttpStatusCode status)
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        scene.Health.Add(new HealthCheck("run list", () => "events are not handled any more") { IsVital = isVital });

        Assert.Equal(status, (await Get(scene, "/livez")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get(scene, "/healthz")).Status);
    }

    [Fact]
    public async Task Head_is_answered_without_a_body()
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        using var http = new HttpClient { BaseAddress = scene.Server!.Url };
        using var request = new HttpRequestMessage(HttpMethod.Head, "healthz");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/status")]
    [InlineData("/trace?who=bob")]
    [InlineData("/healthz/")]
    [InlineData("/healthz/../status")]
    public async Task Everything_else_needs_the_token(string path)
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(scene, path)).Status);
    }

    [Fact]
    public async Task Metrics_come_as_the_text_that_Prometheus_reads()
    {
        await using var scene = await AdminScene.StartAsync(OnTcp);
        using var http = new HttpClient { BaseAddress = scene.Server!.Url };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Token}");
        using var response = await http.GetAsync("metrics", TestContext.Current.CancellationToken);

        Assert.Equal(PrometheusText.ContentType, response.Content.Headers.ContentType?.ToString());
        var scrape = Metrics.Scrape.Read(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, scrape["rouse_exchanges_open"]);
    }

    static async Task<(HttpStatusCode Status, string Body)> Get(AdminScene scene, string path)
    {
        using var http = new HttpClient { BaseAddress = scene.Server!.Url };
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
