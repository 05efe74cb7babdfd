using System.Globalization;
using System.Net;
using Rouse.Server.Resolution;

namespace Rouse.Testing;

/// <summary>A name server of the test: says what it was told, when the test lets it.</summary>
sealed class FakeDns : IDnsClient
{
    readonly Dictionary<DnsQuestion, List<DnsRecord>> _records = [];
    readonly List<(DnsQuestion Question, TaskCompletionSource<DnsReply> Reply)> _held = [];

    /// <summary>All that it was asked, in order.</summary>
    public List<DnsQuestion> Asked { get; } = [];

    /// <summary>Answers nothing until <see cref="Release"/>.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Answers that it failed.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What it says instead of what it was told; null: that.</summary>
    public Func<DnsQuestion, DnsReply?>? Lies { get; set; }

    /// <summary>Life of the records that are told from now on.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may be remembered that there is none.</summary>
    public TimeSpan NegativeLife { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// One record, as in a zone file without its TTL and class: <c>_sip._udp.example.net SRV 10 60 5060 a.example.net</c>.
    /// </summary>
    public void Has(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (name, type) = (parts[0], Enum.Parse<DnsType>(parts[1], ignoreCase: true));
        var question = new DnsQuestion(name, type);
        if (!_records.TryGetValue(question, out var records))
            _records[question] = records = [];
        records.Add(Read(name, type, parts[2..]));
    }

    public void Forgets(string name) => _records.Keys.Where(question => question.Name == name).ToList().ForEach(q => _records.Remove(q));

    public Task<DnsReply> AskAsync(DnsQuestion question, CancellationToken limit)
    {
        Asked.Add(question);
        if (!IsSilent)
            return Task.FromResult(Reply(question));
        var reply = new TaskCompletionSource<DnsReply>();
        _held.Add((question, reply));
        return reply.Task;
    }

    /// <summary>Answers what it has been asked so far.</summary>
    public void Release()
    {
        IsSilent = false;
        foreach (var (question, reply) in _held)
            reply.TrySetResult(Reply(question));
        _held.Clear();
    }

    DnsReply Reply(DnsQuestion question)
    {
        if (Lies?.Invoke(question) is { } lie)
            return lie;
        if (IsBroken)
            return DnsReply.Failed;
        var records = new List<DnsRecord>();
        var name = question.Name;
        // Aliases come with what they lead to, as a resolver gives them.
        while (records.Count < 20 && !_records.ContainsKey(question with { Name = name })
            && _records.TryGetValue(new DnsQuestion(name, DnsType.Cname), out var alias))
        {
            records.AddRange(alias);
            name = ((CnameRecord)alias[0]).Target;
        }
        records.AddRange(_records.GetValueOrDefault(question with { Name = name }) ?? []);
        if (records.Count > 0)
            return new DnsReply(DnsOutcome.Found, records);
        var exists = _records.Keys.Any(known => known.Name == question.Name);
        return new DnsReply(exists ? DnsOutcome.Nothing : DnsOutcome.NoSuchName, [], NegativeLife);
    }

    DnsRecord Read(string name, DnsType type, string[] data) => type switch
    {
        DnsType.Cname => new CnameRecord(name, Life, data[0]),
        DnsType.Srv => new SrvRecord(name, Life, Number(data[0]), Number(data[1]), Number(data[2]), data[3] == "." ? "" : data[3]),
        DnsType.Naptr => new NaptrRecord(name, Life, Number(data[0]), Number(data[1]), data[2], data[3], data[4]),
        _ => new AddressRecord(name, Life, IPAddress.Parse(data[0])),
    };

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
