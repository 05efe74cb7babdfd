namespace Rouse.Push.Delivery;

/// <summary>One push on its way to a provider: what is to be asked, however often it takes.</summary>
internal interface IDelivery
{
    /// <summary>The device token, which no reason may show.</summary>
    string Token { get; }

    /// <summary>Sends one request. What it throws counts as an error of the transport.</summary>
    Task<PushReply> AttemptAsync(PushAttempt attempt);
}

/// <summary>The time of one request.</summary>
/// <param name="Elapsed">Since the push was handed in.</param>
/// <param name="Cancellation">Ends with the request's own time and with the push.</param>
/// <param name="Timeout">Ends with the request's own time only: then the server has not answered, and nobody has given up.</param>
internal readonly record struct PushAttempt(TimeSpan Elapsed, CancellationToken Cancellation, CancellationToken Timeout)
{
    public bool HasTimedOut => Timeout.IsCancellationRequested;
}
