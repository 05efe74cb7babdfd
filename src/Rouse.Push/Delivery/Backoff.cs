namespace Rouse.Push.Delivery;

/// <summary>How long to wait before a push is tried again.</summary>
/// <param name="jitter">A number in [0, 1) that spreads the retries of pushes that failed together.</param>
internal sealed class Backoff(Func<double> jitter)
{
    /// <summary>Before the first retry: a restarting or overloaded server is often back within it, and no caller notices it.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait: how much later than its server's recovery a push may leave while somebody rings.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Doubles with each failed attempt, ± half of it by jitter; never shorter than what the server asked for.</summary>
    /// <param name="failedAttempts">At least 1.</param>
    /// <param name="retryAfter">The server's Retry-After (RFC 9110 §10.2.3).</param>
    public TimeSpan Delay(int failedAttempts, TimeSpan? retryAfter)
    {
        var doubled = First * Math.Pow(2, Math.Min(failedAttempts - 1, 16));
        var spread = (doubled < Longest ? doubled : Longest) * (0.5 + jitter());
        return retryAfter > spread ? retryAfter.Value : spread;
    }
}
