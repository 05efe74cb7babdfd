namespace Rouse.Push;

/// <summary>How busy a provider is.</summary>
/// <param name="Pending">Pushes that wait for their turn, for a retry, or for an answer.</param>
/// <param name="IsSuspended">Whether its server has failed for so long that only a trial is let through now and then.</param>
public readonly record struct PushLoad(int Pending, bool IsSuspended)
{
    /// <summary>Of two servers together: suspended if either is.</summary>
    public static PushLoad operator +(PushLoad one, PushLoad other) =>
        new(one.Pending + other.Pending, one.IsSuspended || other.IsSuspended);
}
