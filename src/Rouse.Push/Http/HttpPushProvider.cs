using System.Net;
using System.Net.Http.Headers;

namespace Rouse.Push.Http;

/// <summary>
/// Pushes through one HTTP endpoint of the operator. 2xx is accepted, 410 a dead token, any other 4xx a refusal; 408, 429, 5xx, transport
/// errors and silence are tried again until the deadline. One provider is one bulkhead: its queue and its connections are its own.
/// </summary>
public sealed class HttpPushProvider : IPushProvider, IDisposable
{
    private static readonly ProductInfoHeaderValue Product = new("Rouse", null);

    private readonly HttpPushSettings _settings;
    private readonly UrlTemplate _url;
    private readonly HttpMethod _method;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly HttpMessageInvoker _client;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private int _pending;

    /// <param name="settings">Must be valid (<see cref="HttpPushSettings.Validate"/>).</param>
    /// <param name="time">Clock of deadlines, timeouts and retries.</param>
    /// <param name="handler">Carries the requests in place of the provider's own; stays the caller's.</param>
    /// <exception cref="ArgumentException">Tells everything that is wrong with the settings.</exception>
    public HttpPushProvider(HttpPushSettings settings, TimeProvider time, HttpMessageHandler? handler = null)
        : this(settings, time, handler, Random.Shared.NextDouble)
    {
    }

    internal HttpPushProvider(HttpPushSettings settings, TimeProvider time, HttpMessageHandler? handler, Func<double> jitter)
    {
        var errors = settings.Validate();
        if (errors.Count > 0)
            throw new ArgumentException(string.Join("; ", errors), nameof(settings));

        _settings = settings;
        _url = UrlTemplate.Parse(settings.Url, []);
        _method = HttpMethod.Parse(settings.Method);
        _time = time;
        _backoff = new Backoff(jitter);
        _client = new HttpMessageInvoker(handler ?? CreateHandler(settings), disposeHandler: handler is null);
        _turns = new SemaphoreSlim(settings.MaxConcurrency);
        _stopped = _stopping.Token;
    }

    /// <inheritdoc/>
    public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_url.Expand(message, _settings.ShowCaller) is not { } url)
            return new(PushVerdict.Refused, 0, "a value cannot stand in the URL", 0);

        try
        {
            if (Interlocked.Increment(ref _pending) > (long)_settings.MaxConcurrency + _settings.MaxQueue)
                return new(PushVerdict.Failed, 0, "queue full", 0);
            using var ends = new PushDeadline(deadline, _time, cancellation, _stopped);
            return await DeliverAsync(message, url, ends, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Ends what is under way (as failed) and closes the connections.</summary>
    public void Dispose()
    {
        if (_stopped.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
        _client.Dispose();
    }

    internal static SocketsHttpHandler CreateHandler(HttpPushSettings settings) => new()
    {
        // No header of ours on the operator's endpoint, and no trace span: its URL may hold the token.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = settings.RequestTimeout,
        MaxConnectionsPerServer = settings.MaxConcurrency,
        MaxResponseDrainSize = HttpReply.MaxBodyBytes,
        // As IHttpClientFactory renews its handlers: so old an address may get.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // An HTTP/2 connection that died without a sign would swallow push after push. 5 s each: known when the first request times out.
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };

    private async Task<PushOutcome> DeliverAsync(PushMessage message, Uri url, PushDeadline ends, CancellationToken cancellation)
    {
        var reply = HttpReply.OfTransport("no request could be sent before the deadline");
        var attempts = 0;
        try
        {
            while (true)
            {
                await _turns.WaitAsync(ends.Token);
                attempts++;
                reply = await AttemptAsync(message, url, ends);
                if (reply.Verdict != PushVerdict.Failed)
                    break;
                ends.Token.ThrowIfCancellationRequested();
                var delay = _backoff.Delay(attempts, reply.RetryAfter);
                if (delay >= ends.Remaining)
                    break;
                await Task.Delay(delay, _time, ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_stopped.IsCancellationRequested)
                reply = HttpReply.OfTransport("the provider was stopped");
        }
        return reply.ToOutcome(attempts);
    }

    /// <summary>One request, in a turn already taken, which it gives back.</summary>
    private async Task<HttpReply> AttemptAsync(PushMessage message, Uri url, PushDeadline ends)
    {
        using var timeout = new CancellationTokenSource(_settings.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ends.Token);
        try
        {
            using var request = CreateRequest(message, url, message.TimeToLive - ends.Elapsed);
            using var response = await _client.SendAsync(request, either.Token);
            return await HttpReply.ReadAsync(response, message.Token, _time, either.Token);
        }
        catch (Exception error)
        {
            return HttpReply.OfTransport(either.IsCancellationRequested ? "no answer in time" : ReasonText.Of(error, message.Token));
        }
        finally
        {
            _turns.Release();
        }
    }

    private HttpRequestMessage CreateRequest(PushMessage message, Uri url, TimeSpan timeToLive)
    {
        var request = new HttpRequestMessage(_method, url)
        {
            // HTTP/2 where the TLS server chooses it (RFC 7301), else 1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (_settings.HasBody)
        {
            request.Content = new ByteArrayContent(HttpPushBody.Serialize(message, timeToLive, _settings.ShowCaller));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        request.Headers.UserAgent.Add(Product);
        foreach (var (name, value) in _settings.Headers)
            SetHeader(request, name, value);
        return request;
    }

    private static void SetHeader(HttpRequestMessage request, string name, string value)
    {
        HttpHeaders headers = request.Headers.TryAddWithoutValidation(name, value) ? request.Headers : request.Content!.Headers;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }
}
