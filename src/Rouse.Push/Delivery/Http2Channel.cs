using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Rouse.Push.Delivery;

/// <summary>
/// One HTTP/2 connection to one server (RFC 9113), opened when it is needed. A connection that stays silent or whose server says it is
/// sick is left to the requests still on it, and the next request opens a new one.
/// </summary>
internal sealed class Http2Channel : IDisposable
{
    private readonly Func<SocketsHttpHandler> _create;
    private readonly Lock _lock = new();
    private Line _current;
    private bool _isClosed;

    public Http2Channel(Func<SocketsHttpHandler> create)
    {
        _create = create;
        _current = new Line(create());
    }

    /// <summary>A handler that opens one connection, whose streams wait in it when the server allows fewer than we send.</summary>
    /// <param name="connectTimeout">Name, TCP and TLS together.</param>
    /// <param name="trusted">What may vouch for the server in place of the system's authorities; null: those.</param>
    /// <param name="client">What we show of ourselves; null: nothing.</param>
    public static SocketsHttpHandler CreateHandler(
        TimeSpan connectTimeout, X509Certificate2Collection? trusted, SslStreamCertificateContext? client = null)
    {
        var handler = new SocketsHttpHandler
        {
            // No header of ours, and no trace span: the URL holds the token.
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = connectTimeout,
            // Apple allows one stream until the first request with a valid token: a second connection would not be faster, only ruder.
            EnableMultipleHttp2Connections = false,
            MaxResponseDrainSize = ReplyBody.MaxBytes,
            // Apple asks to keep a connection for hours; after one of idleness it would want a PING, a new connection is as good.
            PooledConnectionIdleTimeout = TimeSpan.FromHours(1),
            // Keeps a NAT's entry alive (RFC 5382 §5: not before 2 h, in practice minutes) and finds the connection that died unseen.
            KeepAlivePingDelay = TimeSpan.FromMinutes(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        };
        handler.SslOptions.ClientCertificateContext = client;
        if (trusted is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        return handler;
    }

    /// <summary>Sends one request and reads its response while its connection is held.</summary>
    /// <param name="request">Sent once.</param>
    /// <param name="attempt">Its time. If it runs out without an answer the connection is not used again.</param>
    /// <param name="read">Reads the response.</param>
    /// <param name="isSick">Whether the answer asks for another connection.</param>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, PushAttempt attempt, Func<HttpResponseMessage, ValueTask<T>> read, Func<T, bool> isSick)
    {
        var line = Take();
        var isLost = false;
        try
        {
            using var response = await line.Invoker.SendAsync(request, attempt.Cancellation);
            var answer = await read(response);
            isLost = isSick(answer);
            return answer;
        }
        catch (OperationCanceledException)
        {
            isLost = attempt.HasTimedOut;
            throw;
        }
        finally
        {
            Return(line, isLost);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _current.Invoker.Dispose();
        }
    }

    private Line Take()
    {
        lock (_lock)
        {
            _current.Users++;
            return _current;
        }
    }

    private void Return(Line line, bool isLost)
    {
        lock (_lock)
        {
            line.Users--;
            if (isLost && line == _current && !_isClosed)
                _current = new Line(_create());
            if (line != _current && line.Users == 0)
                line.Invoker.Dispose();
        }
    }

    private sealed class Line(SocketsHttpHandler handler)
    {
        public HttpMessageInvoker Invoker { get; } = new(handler, disposeHandler: true);

        public int Users { get; set; }
    }
}
