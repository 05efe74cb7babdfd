using System.Net;
using System.Net.Http.Headers;
using Rouse.Push.Delivery;

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
    private readonly HttpMessageInvoker _client;
    private readonly DeliveryQueue _queue;

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
        _client = new HttpMessageInvoker(handler ?? CreateHandler(settings), disposeHandler: handler is null);
        _queue = new DeliveryQueue("the push service", settings.Limits, time, jitter);
    }

    /// <inheritdoc/>
    public PushLoad? Load => _queue.Load;

    /// <inheritdoc/>
    public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var outcome = _url.Expand(message, _settings.ShowCaller) is { } url
            ? await _queue.DeliverAsync(new Delivery(this, message, url), deadline, cancellation)
            : new(PushVerdict.Refused, 0, "a value cannot stand in the URL", 0);
        return outcome with { IsOfEndpoint = true };
    }

    /// <summary>Ends what is under way (as failed) and closes the connections.</summary>
    public void Dispose()
    {
        _queue.Dispose();
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
        MaxResponseDrainSize = ReplyBody.MaxBytes,
        // As IHttpClientFactory renews its handlers: so old an address may get.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // An HTTP/2 connection that died without a sign would swallow push after push. 5 s each: known when the first request times out.
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };

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

    private sealed class Delivery(HttpPushProvider provider, PushMessage message, Uri url) : IDelivery
    {
        public string Token => message.Token;

        public async Task<PushReply> AttemptAsync(PushAttempt attempt)
        {
            using var request = provider.CreateRequest(message, url, message.TimeToLive - attempt.Elapsed);
            using var response = await provider._client.SendAsync(request, attempt.Cancellation);
            return await HttpReply.ReadAsync(response, Token, provider._time, attempt.Cancellation);
        }
    }
}
