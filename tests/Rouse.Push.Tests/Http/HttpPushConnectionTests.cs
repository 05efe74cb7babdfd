using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Rouse.Push.Http;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Http;

public sealed class HttpPushConnectionTests
{
    [Fact]
    public async Task Connection_is_kept_for_the_next_push()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(200, "thanks"), HttpSteps.Answer(404, "no"), HttpSteps.Answer(200));

        await scene.Send();
        await scene.Send();
        await scene.Send();

        Assert.Equal((3, 1), (scene.Server.Requests, scene.Server.Connections));
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(200, "", "Set-Cookie: session=1; Path=/"), HttpSteps.Answer(200));

        await scene.Send();
        await scene.Send();

        await scene.Server.Received();
        Assert.DoesNotContain("Cookie", (await scene.Server.Received()).Headers.Keys);
    }

    [Fact]
    public async Task Proxy_of_the_system_is_not_used()
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new DeadProxy();
        try
        {
            await using var scene = new PushScene();
            scene.Server.Then(HttpSteps.Answer(200));

            Assert.Equal(PushVerdict.Accepted, (await scene.Send(TimeSpan.FromMilliseconds(100))).Verdict);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public void Connections_do_not_outlive_their_address()
    {
        using var handler = HttpPushProvider.CreateHandler(new() { Url = "http://h/" });

        Assert.Equal(TimeSpan.FromMinutes(2), handler.PooledConnectionLifetime);
    }

    [Fact]
    public void Attempts_to_connect_end_with_the_request()
    {
        using var handler = HttpPushProvider.CreateHandler(new() { Url = "http://h/", RequestTimeout = TimeSpan.FromSeconds(4) });

        Assert.Equal(TimeSpan.FromSeconds(4), handler.ConnectTimeout);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task Server_with_tls_chooses_the_version(HttpProtocols offered, string spoken)
    {
        using var certificate = SelfSigned();
        var seen = new TaskCompletionSource<string>();
        await using var server = await StartKestrel(offered, certificate, seen);
        var settings = new HttpPushSettings { Url = server.Urls.Single() + "/push" };
        using var handler = HttpPushProvider.CreateHandler(settings);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown);
        using var provider = new HttpPushProvider(settings, new SignallingTime(), handler);

        var outcome = await provider.SendAsync(PushScene.Message, PushScene.Minutes, CancellationToken.None).Soon();

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 202, "202", 1) { IsOfEndpoint = true }, outcome);
        Assert.Equal(spoken, await seen.Task.Soon());
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_is_not_trusted()
    {
        using var certificate = SelfSigned();
        await using var server = await StartKestrel(HttpProtocols.Http1AndHttp2, certificate, new());
        using var provider = new HttpPushProvider(new() { Url = server.Urls.Single() }, new SignallingTime());

        var outcome = await provider.SendAsync(PushScene.Message, TimeSpan.FromMilliseconds(50), CancellationToken.None).Soon();

        Assert.Equal((PushVerdict.Failed, 0), (outcome.Verdict, outcome.Status));
        Assert.StartsWith("SecureConnectionError", outcome.Reason);
    }

    private static async Task<WebApplication> StartKestrel(
        HttpProtocols protocols, X509Certificate2 certificate, TaskCompletionSource<string> seen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(certificate);
        }));
        var server = builder.Build();
        server.MapPost("/push", (HttpContext context) =>
        {
            seen.SetResult(context.Request.Protocol);
            return Results.StatusCode(202);
        });
        await server.StartAsync();
        return server;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class DeadProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        // Port 9 (discard) of the loopback: nobody listens.
        public Uri GetProxy(Uri destination) => new("http://127.0.0.1:9");

        public bool IsBypassed(Uri host) => false;
    }
}
