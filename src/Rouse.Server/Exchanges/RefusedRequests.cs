using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Which requests were refused in an overload: nothing else is kept of them, and one that is repeated afterwards must be answered as before
/// (RFC 3261 §8.2.7), or a phone would ring for a caller who was told 503. The last quarter of a million; from every thread.
/// </summary>
sealed class RefusedRequests
{
    // 2 MB, made at the first overload: some ten seconds of 20,000 refusals each, and who is answered repeats nothing.
    const int Places = 1 << 18;

    ulong[]? _keys;

    public void Add(in TransactionKey key)
    {
        var keys = _keys ?? Interlocked.CompareExchange(ref _keys, new ulong[Places], null) ?? _keys;
        Volatile.Write(ref keys[key.High & (Places - 1)], key.Low);
    }

    public bool Has(in TransactionKey key) =>
        _keys is { } keys && key.Low != 0 && Volatile.Read(ref keys[key.High & (Places - 1)]) == key.Low;
}
