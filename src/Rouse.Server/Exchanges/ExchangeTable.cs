using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Server.Exchanges;

/// <summary>Exchanges that retransmissions, CANCELs, ACKs and responses still find.</summary>
sealed class ExchangeTable
{
    readonly ConcurrentDictionary<TransactionKey, Exchange> _byKey = new();
    readonly ConcurrentDictionary<long, Exchange> _byId = new();

    /// <summary>Secret of the transaction keys of this process.</summary>
    public long Seed { get; } = NewId();

    public int Count => _byId.Count;

    /// <summary>A random number for an exchange: whoever has not seen the request cannot forge a response.</summary>
    public static long NewId() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    public void Add(Exchange exchange)
    {
        _byId[exchange.Id] = exchange;
        _byKey[exchange.Key] = exchange;
    }

    public void Remove(Exchange exchange)
    {
        _byId.TryRemove(new(exchange.Id, exchange));
        _byKey.TryRemove(new(exchange.Key, exchange));
    }

    public Exchange? Find(TransactionKey key) => _byKey.GetValueOrDefault(key);

    public Exchange? Find(long id) => _byId.GetValueOrDefault(id);
}
