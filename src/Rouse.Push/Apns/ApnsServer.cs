using Rouse.Push.Delivery;

namespace Rouse.Push.Apns;

/// <summary>One of Apple's environments: its bulkhead and its one connection.</summary>
internal sealed class ApnsServer : IDisposable
{
    private readonly ProviderToken? _providerToken;
    private readonly TimeProvider _time;
    private readonly DeliveryQueue _queue;
    private readonly Http2Channel _channel;

    /// <param name="environment">What it is called in reasons.</param>
    /// <param name="url">The server, perhaps with a relay's own path.</param>
    /// <param name="limits">Of the bulkhead.</param>
    /// <param name="credentials">Certificate, authorities.</param>
    /// <param name="providerToken">Null with a certificate.</param>
    /// <param name="time">Clock of deadlines and retries.</param>
    /// <param name="jitter">Of <see cref="Backoff"/>.</param>
    public ApnsServer(
        string environment,
        Uri url,
        DeliveryLimits limits,
        ApnsCredentials credentials,
        ProviderToken? providerToken,
        TimeProvider time,
        Func<double> jitter)
    {
        Url = url;
        _providerToken = providerToken;
        _time = time;
        _queue = new DeliveryQueue($"APNs {environment}", limits, time, jitter);
        _channel = new Http2Channel(
            () => Http2Channel.CreateHandler(limits.RequestTimeout, credentials.Authorities, credentials.Certificate));
    }

    public Uri Url { get; }

    public PushLoad Load => _queue.Load;

    public Task<PushOutcome> SendAsync(ApnsPush push, TimeSpan deadline, CancellationToken cancellation) =>
        _queue.DeliverAsync(new Delivery(this, push), deadline, cancellation);

    public void Dispose()
    {
        _queue.Dispose();
        _channel.Dispose();
    }

    private sealed class Delivery(ApnsServer server, ApnsPush push) : IDelivery
    {
        public string Token => push.Message.Token;

        public async Task<PushReply> AttemptAsync(PushAttempt attempt)
        {
            var authorization = server._providerToken?.Current();
            using var request = push.CreateRequest(server.Url, authorization);
            var reply = await server._channel.SendAsync(
                request, attempt, response => ApnsReply.ReadAsync(response, Token, server._time, attempt.Cancellation),
                reply => reply.IsServerSick);
            push.IsUnknownToken = reply.IsBadDeviceToken;
            return reply.Judge(push.Message.TokenSince, push.Id) with { IsChangedAtOnce = Change(reply, authorization) };
        }

        private bool Change(ApnsReply reply, string? authorization)
        {
            if (reply.Status == 413)
                return push.TryShrink();
            if (!reply.IsExpiredProviderToken || authorization is null || push.HasRenewedToken)
                return false;
            push.HasRenewedToken = true;
            return server._providerToken!.TryReplace(authorization);
        }
    }
}
