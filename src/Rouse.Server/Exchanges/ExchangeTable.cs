using System.Collections.Concurrent;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>Exchanges that retransmissions, CANCELs, ACKs and responses still find.</summary>
sealed class ExchangeTable
{
    readonly ConcurrentDictionary<TransactionKey, Exchange> _byKey = new();
    readonly ConcurrentDictionary<long, Exchange> _byId = new();
    TaskCompletionSource? _rest;
    int _underWay;

    /// <summary>Secret of the transaction keys of this process.</summary>
    public long Seed { get; } = RandomNumbers.Next();

    public int Count => _byId.Count;

    /// <summary>Those that await an answer or a phone; the others only repeat what they have said.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public void Add(Exchange exchange)
    {
        Interlocked.Increment(ref _underWay);
        _byId[exchange.Id] = exchange;
        _byKey[exchange.Key] = exchange;
    }

    /// <summary>An exchange is no longer under way.</summary>
    public void Rest()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
            Volatile.Read(ref _rest)?.TrySetResult();
    }

    /// <summary>Ends when nothing is under way.</summary>
    public Task RestAsync()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _rest, rest)?.TrySetCanceled();
        if (UnderWay == 0)
            rest.TrySetResult();
        return rest.Task;
    }

    /// <summary>Tells every exchange; the number of those under way.</summary>
    public int PostToAll(Func<MailboxEvent> happened)
    {
        var count = UnderWay;
        foreach (var exchange in _byId.Values)
            exchange.Post(happened());
        return count;
    }

    public void Remove(Exchange exchange)
    {
        _byId.TryRemove(new(exchange.Id, exchange));
        _byKey.TryRemove(new(exchange.Key, exchange));
    }

    public Exchange? Find(TransactionKey key) => _byKey.GetValueOrDefault(key);

    public Exchange? Find(long id) => _byId.GetValueOrDefault(id);
}
