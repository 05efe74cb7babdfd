namespace Rouse.Push;

/// <summary>
/// A service that wakes a phone. Outcomes are values: <see cref="SendAsync"/> throws only when the push was taken back before it left.
/// </summary>
public interface IPushProvider
{
    /// <summary>Sends one push, with retries until <paramref name="deadline"/> (time from now).</summary>
    /// <param name="message">What it says.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellation">
    /// Takes the push back: it is neither sent nor tried again. A request on the wire is waited for, because it may have arrived, and its
    /// acceptance or refusal is told, or that nobody knows (<see cref="PushOutcome.MayHaveArrived"/>).
    /// </param>
    Task<PushOutcome> SendAsync(PushMessage message, TimeSpan deadline, CancellationToken cancellation);

    /// <summary>How busy it is; null where it does not know. Safe from every thread.</summary>
    PushLoad? Load => null;
}
