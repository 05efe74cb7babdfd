namespace Rouse.Push.Delivery;

/// <summary>What one bulkhead takes at most.</summary>
/// <param name="MaxQueue">Pushes that may wait for their turn or their retry.</param>
/// <param name="MaxConcurrency">Requests under way at once.</param>
/// <param name="RequestTimeout">How long one request may take.</param>
internal readonly record struct DeliveryLimits(int MaxQueue, int MaxConcurrency, TimeSpan RequestTimeout)
{
    // An HTTP client's timer does not go beyond 24 d; nothing that wakes a phone is worth an hour.
    private static readonly TimeSpan MaxRequestTimeout = TimeSpan.FromHours(1);

    public void Check(List<string> errors)
    {
        if (MaxQueue < 1)
            errors.Add("the queue must have room for at least one push");
        if (MaxConcurrency < 1)
            errors.Add("at least one request at once must be allowed");
        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > MaxRequestTimeout)
            errors.Add("the request timeout must be more than zero and at most an hour");
    }
}
