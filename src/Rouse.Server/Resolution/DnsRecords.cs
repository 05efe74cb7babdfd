using Microsoft.Extensions.Logging;

namespace Rouse.Server.Resolution;

/// <summary>
/// Asks name servers, each question once at a time and for a bounded time, and remembers the answers. What is remembered answers at once;
/// nobody waits for a question that is not theirs.
/// </summary>
sealed class DnsRecords(IDnsClient client, DnsOptions options, TimeProvider time, ILogger log)
{
    readonly Lock _lock = new();
    readonly Dictionary<DnsQuestion, List<Action<DnsReply>>> _underWay = [];
    readonly Dictionary<string, int> _ofDomain = [];

    internal DnsMemory Memory { get; } = new(time);

    /// <summary>Questions that are being asked.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay.Count;
        }
    }

    /// <summary>From memory, at once; null: it must be asked.</summary>
    public DnsReply? Find(DnsQuestion question) => Memory.Find(question);

    /// <summary>Tells the answer once, from whatever thread, perhaps at once.</summary>
    public void Load(DnsQuestion question, Action<DnsReply> found)
    {
        var (answer, isFirst) = Join(question, found);
        if (answer != null)
            found(answer);
        else if (isFirst)
            _ = AskAsync(question);
    }

    (DnsReply? Answer, bool IsFirst) Join(DnsQuestion question, Action<DnsReply> found)
    {
        lock (_lock)
        {
            if (Memory.Find(question) is { } known)
                return (known, false);
            if (_underWay.TryGetValue(question, out var waiting))
            {
                if (waiting.Count >= DnsLimits.Waiting)
                    return (Instead(question), false);
                waiting.Add(found);
                return (null, false);
            }
            var domain = DomainOf(question.Name);
            var ofDomain = _ofDomain.GetValueOrDefault(domain);
            if (_underWay.Count >= DnsLimits.Questions || ofDomain >= DnsLimits.QuestionsOfDomain)
                return (Instead(question), false);
            _underWay[question] = [found];
            _ofDomain[domain] = ofDomain + 1;
            return (null, true);
        }
    }

    async Task AskAsync(DnsQuestion question)
    {
        DnsReply reply;
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout, time);
            // Who ignores the token is left behind: nobody waits for it.
            reply = await client.AskAsync(question, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure)
        {
            // Whatever a name server or the library does to it costs this question alone.
            ResolutionLog.Failed(log, question, failure is OperationCanceledException ? "no answer in time" : failure.Message);
            reply = DnsReply.Failed;
        }
        Memory.Remember(question, reply);
        var told = reply.Outcome == DnsOutcome.Failed ? Instead(question) : reply;
        foreach (var found in End(question))
            found(told);
    }

    // Somebody whose name servers are silent now is where it was.
    DnsReply Instead(DnsQuestion question) => Memory.FindStale(question) ?? DnsReply.Failed;

    List<Action<DnsReply>> End(DnsQuestion question)
    {
        lock (_lock)
        {
            var domain = DomainOf(question.Name);
            if (--_ofDomain[domain] == 0)
                _ofDomain.Remove(domain);
            _underWay.Remove(question, out var waiting);
            return waiting!;
        }
    }

    static string DomainOf(string name)
    {
        var last = name.LastIndexOf('.');
        var before = last <= 0 ? -1 : name.LastIndexOf('.', last - 1);
        return before < 0 ? name : name[(before + 1)..];
    }
}
