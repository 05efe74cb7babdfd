using Rouse.Server.Transport;

namespace Rouse.Server.Resolution;

/// <summary>Finds servers: <see cref="ServerSearch"/> with a name server behind it.</summary>
/// <param name="records">Asks, and remembers.</param>
/// <param name="listeners">What we speak, once the server has started.</param>
/// <param name="time">Of the limit.</param>
/// <param name="random">A number from 0 to below its argument; null: any.</param>
sealed class ServerResolver(
    DnsRecords records, Func<IReadOnlyList<Listener>> listeners, TimeProvider time, Func<int, int>? random = null)
{
    /// <summary>
    /// No question is begun later: a search needs up to four, one behind the other. Own decision, well within the 32 s of a transaction
    /// (RFC 3261 §17.1.2.2).
    /// </summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    readonly Lazy<Abilities> _abilities = new(() => new Abilities(listeners()));
    readonly Func<int, int> _random = random ?? Random.Shared.Next;

    /// <summary>What we speak.</summary>
    public Abilities Abilities => _abilities.Value;

    /// <summary>From memory, as far as it goes.</summary>
    /// <returns>Whether it is at its end; else <see cref="Load"/> brings it there.</returns>
    public bool TryFind(ServerName server, out ServerSearch search)
    {
        search = new ServerSearch(server, Abilities, _random);
        return GoOn(search).Count == 0;
    }

    /// <summary>Goes on with a search that memory could not end; tells it once, from whatever thread, perhaps at once.</summary>
    public void Load(ServerSearch search, Action<ServerSearch> found) => Ask(search, time.GetTimestamp(), found);

    void Ask(ServerSearch search, long began, Action<ServerSearch> found)
    {
        var missing = GoOn(search).ToList();
        if (missing.Count > 0 && time.GetElapsedTime(began) >= Limit)
        {
            while (search.GoOn().Count > 0)
                search.GiveUp();
            missing = [];
        }
        if (missing.Count == 0)
        {
            found(search);
            return;
        }
        var round = new Round(missing.Count, search, ended => Ask(ended, began, found));
        foreach (var question in missing)
            records.Load(question, reply => round.Tell(question, reply));
    }

    IReadOnlyCollection<DnsQuestion> GoOn(ServerSearch search)
    {
        while (true)
        {
            var missing = search.GoOn();
            var isTold = false;
            foreach (var question in missing.ToList())
            {
                if (records.Find(question) is not { } known)
                    continue;
                search.Tell(question, known);
                isTold = true;
            }
            if (!isTold)
                return missing;
        }
    }

    /// <summary>Questions that are asked at once; their answers come from any thread.</summary>
    sealed class Round(int count, ServerSearch search, Action<ServerSearch> ended)
    {
        readonly Lock _lock = new();
        int _left = count;

        public void Tell(DnsQuestion question, DnsReply reply)
        {
            lock (_lock)
            {
                search.Tell(question, reply);
                if (--_left > 0)
                    return;
            }
            ended(search);
        }
    }
}
