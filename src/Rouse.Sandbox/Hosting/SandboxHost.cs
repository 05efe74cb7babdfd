using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Rouse.Sandbox.Hosting;

/// <summary>Kestrel with one port per <see cref="Listener"/>.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    private SandboxHost(WebApplication app) => _app = app;

    public static async Task<SandboxHost> StartAsync(
        IPAddress address, int maxStreams, X509Certificate2 certificate, Listener[] listeners, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams;
            foreach (var listener in listeners)
                kestrel.Listen(address, 0, listen => Configure(listen, listener, certificate));
        });
        var host = new SandboxHost(builder.Build());
        host._app.Run(host.AnswerAsync);
        await host._app.StartAsync(cancellation);
        host.PublishUrls(listeners);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that hang on purpose would keep the server up.
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static void Configure(ListenOptions listen, Listener listener, X509Certificate2 certificate)
    {
        listen.Protocols = listener.Protocols;
        listen.Use(next => connection =>
        {
            listener.Connected();
            connection.Features.Set(new ConnectionScope(connection, listener));
            return next(connection);
        });
        if (listener.IsPlain)
            return;
        listen.UseHttps(certificate, https =>
        {
            https.ClientCertificateMode = listener.TakesClientCertificates
                ? ClientCertificateMode.AllowCertificate
                : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        });
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var stop = _stopping.Token.UnsafeRegister(static http => ((HttpContext)http!).Abort(), http);
        try
        {
            await ConnectionScope.Of(http).Listener.Endpoint.AnswerAsync(http);
        }
        catch (Exception end) when (http.RequestAborted.IsCancellationRequested && end is OperationCanceledException or IOException)
        {
            // The client went away, or the sandbox stops: nobody is left to answer.
        }
    }

    private void PublishUrls(Listener[] listeners)
    {
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        foreach (var (listener, url) in listeners.Zip(addresses))
            listener.Url = new(url);
    }
}
