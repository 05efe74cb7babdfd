namespace Rouse.Server.Authentication;

/// <summary>
/// The last <c>nc</c> of each nonce (RFC 7616 §3.4, §5.12): it must grow, so that an overheard response cannot be used again. Bounded: two
/// generations, of which the older is forgotten when the younger is full; every nonce that may have been among the forgotten is stale from
/// then on. Safe from every thread.
/// </summary>
/// <param name="capacity">
/// Nonces remembered at most: by default 5 MB. Only right responses enter one, so that nobody without a password can push others out.
/// </param>
sealed class NonceCounts(int capacity = 100_000)
{
    readonly Lock _lock = new();
    readonly int _generationSize = Math.Max(1, capacity / 2);
    Dictionary<NonceId, Use> _younger = [];
    Dictionary<NonceId, Use> _older = [];
    long _forgottenUpTo = long.MinValue;

    /// <summary>Takes note of one use; false when the nonce must not be used so.</summary>
    /// <param name="nonce">A valid one of this process.</param>
    /// <param name="count"><c>nc</c></param>
    /// <param name="request">Hash of what is equal in a retransmission: one with the same count passes.</param>
    public bool TryUse(NonceId nonce, uint count, ulong request)
    {
        lock (_lock)
        {
            if (_younger.TryGetValue(nonce, out var last) || _older.TryGetValue(nonce, out last))
            {
                if (count <= last.Count)
                    return count == last.Count && request == last.Request;
            }
            else if (nonce.IssuedAt <= _forgottenUpTo)
            {
                return false;
            }
            Remember(nonce, new Use(count, request));
            return true;
        }
    }

    void Remember(NonceId nonce, Use use)
    {
        _older.Remove(nonce);
        if (_younger.Count >= _generationSize && !_younger.ContainsKey(nonce))
        {
            foreach (var forgotten in _older.Keys)
                _forgottenUpTo = Math.Max(_forgottenUpTo, forgotten.IssuedAt);
            _older.Clear();
            (_younger, _older) = (_older, _younger);
        }
        _younger[nonce] = use;
    }

    readonly record struct Use(uint Count, ulong Request);
}
