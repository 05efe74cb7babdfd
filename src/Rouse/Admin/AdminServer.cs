using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Rouse.Server.Admin;
using Rouse.Starting;

namespace Rouse.Admin;

/// <summary>
/// HTTP for the operator's commands: on a UNIX socket in the data folder, where the file's rights say who may, and where configured on TCP,
/// where a token does.
/// </summary>
sealed class AdminServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>An operator needs few at a time; own decision.</summary>
    const int MaxConnections = 64;

    /// <summary>A path and a query with a long Call-ID; own decision.</summary>
    const int MaxRequestLineBytes = 4_096;

    const int MaxHeaderBytes = 8_192;

    static readonly object FromSocket = new();

    readonly AdminEndpoints _endpoints;
    readonly AdminToken? _token;
    readonly KestrelServer _kestrel;
    readonly ILogger _log;
    readonly string? _socketPath;
    bool _isBound;

    AdminServer(AdminOptions options, string dataFolder, AdminEndpoints endpoints, ILogger log)
    {
        _endpoints = endpoints;
        _log = log;
        _token = options.Token is null ? null : new AdminToken(options.Token);
        var limits = new KestrelServerOptions { AddServerHeader = false };
        limits.Limits.MaxConcurrentConnections = MaxConnections;
        limits.Limits.MaxRequestBodySize = 0;
        limits.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        if (options.Socket && AdminSocket.EndPointIn(dataFolder) is not null)
        {
            _socketPath = AdminSocket.PathIn(dataFolder);
            limits.ListenUnixSocket(_socketPath, listen => Configure(listen, isSocket: true));
        }
        if (options.Listen is { } address)
            limits.Listen(address, listen => Configure(listen, isSocket: false));
        var sockets = new SocketTransportOptions { CreateBoundListenSocket = at => Bind(at, dataFolder) };
        var quiet = NullLoggerFactory.Instance;
        _kestrel = new KestrelServer(Options.Create(limits), new SocketTransportFactory(Options.Create(sockets), quiet), quiet);
    }

    /// <summary>The bound TCP address; null without one.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Starts to listen where the options say; null if that is nowhere.</summary>
    /// <exception cref="RefusedStartException">A socket cannot be bound.</exception>
    public static async Task<AdminServer?> StartAsync(AdminOptions options, string dataFolder, AdminEndpoints endpoints, ILogger log)
    {
        var server = new AdminServer(options, dataFolder, endpoints, log);
        if (options.Socket && server._socketPath is null)
            AdminLog.PathTooLong(log, AdminSocket.PathIn(dataFolder));
        if (options.Listen is { } address && !IPAddress.IsLoopback(address.Address))
            AdminLog.PlainHttp(log, address);
        if (server._socketPath is null && options.Listen is null)
        {
            await server.DisposeAsync();
            return null;
        }
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        try
        {
            if (items?.ContainsKey(FromSocket) == true || AdminEndpoints.IsOpenToAll(context)
                || _token?.Proves(context.Request.Headers.Authorization) == true)
                await _endpoints.AnswerAsync(context);
            else
                await AdminEndpoints.RefuseAsync(context, StatusCodes.Status401Unauthorized, "the token is missing or wrong");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception failure) when (failure is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            AdminLog.Failed(_log, failure, context.Request.Path.Value ?? "");
            await AdminEndpoints.RefuseAsync(
                context, StatusCodes.Status500InternalServerError, "this is a bug; the server's log tells more");
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.Zero))
            await _kestrel.StopAsync(patience.Token);
        _kestrel.Dispose();
        if (_isBound)
            File.Delete(_socketPath!);
    }

    async Task StartAsync()
    {
        try
        {
            await _kestrel.StartAsync(this, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new RefusedStartException($"admin.listen: {failure.Message}", failure);
        }
        var bound = _kestrel.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var url = bound.FirstOrDefault(address => !address.Contains("unix:", StringComparison.Ordinal));
        Url = url is null ? null : new Uri(url);
    }

    static void Configure(ListenOptions listen, bool isSocket)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (isSocket)
        {
            listen.Use(next => connection =>
            {
                connection.Items[FromSocket] = FromSocket;
                return next(connection);
            });
        }
    }

    Socket Bind(EndPoint at, string dataFolder)
    {
        if (at is not UnixDomainSocketEndPoint)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(at);
        var socket = AdminSocket.Bind(dataFolder);
        _isBound = true;
        return socket;
    }
}
