namespace Rouse.Push;

/// <summary>A service that wakes a phone. Outcomes are values: <see cref="SendAsync"/> throws only when it is cancelled.</summary>
public interface IPushProvider
{
    /// <summary>Sends one push, with retries until <paramref name="deadline"/> (time from now).</summary>
    Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation);
}
