namespace Rouse.Push.Delivery;

/// <summary>One push on its way to a provider: what is to be asked, however often it takes.</summary>
internal interface IDelivery
{
    /// <summary>The device token, which no reason may show.</summary>
    string Token { get; }

    /// <summary>Sends one request. What it throws counts as an error of the transport.</summary>
    Task<PushReply> AttemptAsync(PushAttempt attempt);
}
