using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Rouse.Push.Tests.Delivery;

/// <summary>What the server got.</summary>
internal sealed record Http2Request(
    string Method, string Path, string Protocol, IReadOnlyDictionary<string, string> Headers, string Body, string Connection)
{
    public string? ClientCertificate { get; init; }
}

/// <summary>What the server does with one request.</summary>
internal delegate Task Http2Step(HttpContext context);

/// <summary>A server for HTTP/2 over TLS on the loopback that does to each request what the script says, one step a request.</summary>
internal sealed class ScriptedHttp2Server : IAsyncDisposable
{
    private readonly ConcurrentQueue<Http2Step> _script = new();
    private readonly Channel<Http2Request> _received = Channel.CreateUnbounded<Http2Request>();
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2 _certificate = SelfSigned("127.0.0.1", $"{Guid.NewGuid()}");
    private readonly ConcurrentDictionary<string, bool> _connections = new();
    private readonly WebApplication _server;
    private int _requests;
    private int _underWay;
    private int _peak;

    private ScriptedHttp2Server(int maxStreams, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = (_, _, _) => true,
                });
            });
        });
        _server = builder.Build();
        _server.Run(ServeAsync);
    }

    public string Url => _server.Urls.Single();

    /// <summary>What a client must trust.</summary>
    public string Authority => _certificate.ExportCertificatePem();

    public int Requests => Volatile.Read(ref _requests);

    public int Connections => _connections.Count;

    /// <summary>The most requests that were under way at once.</summary>
    public int Peak => Volatile.Read(ref _peak);

    public static async Task<ScriptedHttp2Server> StartAsync(int maxStreams = 100, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var server = new ScriptedHttp2Server(maxStreams, protocols);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>A certificate of its own making; those that are trusted together need names of their own.</summary>
    public static X509Certificate2 SelfSigned(string address, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public void Then(params ReadOnlySpan<Http2Step> steps)
    {
        foreach (var step in steps)
            _script.Enqueue(step);
    }

    /// <summary>The next request, in order of arrival.</summary>
    public Task<Http2Request> Received() => _received.Reader.ReadAsync().AsTask().Soon();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _server.DisposeAsync().AsTask().Soon();
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        InterlockedMax(ref _peak, underWay);
        Interlocked.Increment(ref _requests);
        _connections.TryAdd(context.Connection.Id, true);
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        _received.Writer.TryWrite(new(
            context.Request.Method, context.Request.Path.Value!, context.Request.Protocol, headers, body, context.Connection.Id)
        {
            ClientCertificate = context.Connection.ClientCertificate?.Subject,
        });
        context.Items[Http2Steps.Closing] = _closing.Token;
        var step = _script.TryDequeue(out var next) ? next : Http2Steps.Answer(418, "the script has ended");
        try
        {
            await step(context);
        }
        catch (OperationCanceledException)
        {
        }
        Interlocked.Decrement(ref _underWay);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        var seen = Volatile.Read(ref target);
        while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen)
            seen = before;
    }
}
