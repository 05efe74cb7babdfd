using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Rouse.Push.Delivery;
using Rouse.Push.Payloads;

namespace Rouse.Push.Fcm;

/// <summary>
/// Pushes through Firebase Cloud Messaging, over one HTTP/2 connection. 404 UNREGISTERED is a dead token; 429, 5xx, resets and silence are
/// tried again until the deadline.
/// </summary>
public sealed class FcmProvider : IPushProvider, IDisposable
{
    // Longer than any that Google gives out; it calls tokens opaque.
    private const int MaxTokenLength = 4096;

    // 28 d: the longest ttl that FCM takes.
    private static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(28);

    // Google asks for at least 10 s; one quick retry is what a call can afford.
    private static readonly TimeSpan SickWait = TimeSpan.FromSeconds(10);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly FcmSettings _settings;
    private readonly TimeProvider _time;
    private readonly FcmCredentials _credentials;
    private readonly FcmAccessTokens _accessTokens;
    private readonly DeliveryQueue _queue;
    private readonly Http2Channel _channel;
    private readonly Uri _url;

    /// <param name="settings">Must be valid (<see cref="FcmSettings.Validate"/>).</param>
    /// <param name="time">Clock of deadlines, timeouts, retries and access tokens.</param>
    /// <exception cref="ArgumentException">Tells everything that is wrong with the settings.</exception>
    public FcmProvider(FcmSettings settings, TimeProvider time)
        : this(settings, time, Random.Shared.NextDouble)
    {
    }

    internal FcmProvider(FcmSettings settings, TimeProvider time, Func<double> jitter)
    {
        var errors = new List<string>();
        _credentials = FcmCredentials.Load(settings, errors) ?? throw new ArgumentException(string.Join("; ", errors), nameof(settings));
        _settings = settings;
        _time = time;
        _accessTokens = new FcmAccessTokens(_credentials, settings.RequestTimeout, time);
        _queue = new DeliveryQueue("FCM", settings.Limits, time, jitter);
        _channel = new Http2Channel(() => Http2Channel.CreateHandler(settings.RequestTimeout, _credentials.Authorities));
        _url = settings.Server.Below($"/v1/projects/{Uri.EscapeDataString(ProjectId)}/messages:send");
    }

    /// <summary>The project that the service account belongs to.</summary>
    public string ProjectId => _credentials.Account.ProjectId!;

    /// <inheritdoc/>
    public PushLoad? Load => _queue.Load;

    /// <summary>Whether <c>pn-param</c> names this project, by its id or its number.</summary>
    public bool Serves(string param) => param == ProjectId || param == _settings.ProjectNumber;

    /// <inheritdoc/>
    public async Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (message.Token.Length is 0 or > MaxTokenLength)
            return new(PushVerdict.Refused, 0, "the token is empty or too long", 0);
        return FcmData.Fit(new(message, _settings.ShowCaller, _time.GetUtcNow(), PayloadTrim.Nothing)) is { } data
            ? await _queue.DeliverAsync(new Delivery(this, message, data), deadline, cancellation)
            : new(PushVerdict.Failed, 0, $"the data has more than {FcmData.MaxBytes} octets even without names", 0);
    }

    /// <summary>Ends what is under way (as failed) and closes the connections.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _channel.Dispose();
        _accessTokens.Dispose();
        _credentials.Dispose();
    }

    private HttpRequestMessage CreateRequest(PushMessage message, FcmData data, TimeSpan elapsed, string authorization)
    {
        var left = TimeSpan.FromTicks(Math.Clamp((message.TimeToLive - elapsed).Ticks, 0, MaxTimeToLive.Ticks));
        var ttl = string.Create(CultureInfo.InvariantCulture, $"{(long)left.TotalSeconds}s");
        var priority = message.Event is PushEvent.Refresh or PushEvent.Cancel ? "normal" : "high";
        var body = new FcmRequest(new(message.Token, new(priority, ttl, DirectBootOk: true), data));
        var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(PayloadJson.Write(body, FcmJson.Default.FcmRequest)),
        };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("authorization", authorization);
        return request;
    }

    private sealed class Delivery(FcmProvider provider, PushMessage message, FcmData data) : IDelivery
    {
        private bool _hasRenewedToken;
        private bool _wasSick;

        public string Token => message.Token;

        public async Task<PushReply> AttemptAsync(PushAttempt attempt)
        {
            var accessToken = await provider._accessTokens.GetAsync(attempt.Cancellation);
            if (accessToken.Refusal is { } refusal)
                return refusal;
            using var request = provider.CreateRequest(message, data, attempt.Elapsed, accessToken.Authorization);
            var reply = await provider._channel.SendAsync(
                request, attempt, response => FcmReply.ReadAsync(response, Token, provider._time, attempt.Cancellation),
                reply => reply.IsServerSick);
            return Judge(reply, accessToken);
        }

        private PushReply Judge(FcmReply reply, FcmAccessToken accessToken)
        {
            var judged = reply.Judge();
            if (reply.IsUnauthenticated)
            {
                provider._accessTokens.Discard(accessToken.Value);
                judged = judged with { IsChangedAtOnce = !_hasRenewedToken };
                _hasRenewedToken = true;
            }
            if (!reply.IsServerSick)
                return judged;
            var least = _wasSick ? SickWait : TimeSpan.Zero;
            _wasSick = true;
            return judged.RetryAfter > least ? judged : judged with { RetryAfter = least };
        }
    }
}
