using System.Security.Cryptography;

namespace Rouse.Server.Transport;

/// <summary>
/// Numbers for flows. They begin at a random place in each process, so that a token from before a restart does not name another client's
/// flow.
/// </summary>
sealed class FlowIds
{
    // Below 2^62: room for as many again before the sign.
    long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);

    /// <summary>Positive and larger than all before.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
