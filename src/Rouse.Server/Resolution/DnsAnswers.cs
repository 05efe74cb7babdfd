namespace Rouse.Server.Resolution;

/// <summary>What one search knows so far, and what it lacks. Follows aliases (RFC 1034 §3.6.2).</summary>
sealed class DnsAnswers
{
    /// <summary>Aliases of aliases; a loop ends here. Own decision, as many as common resolvers follow.</summary>
    const int MostAliases = 8;

    /// <summary>Questions of one search; own decision: NAPTR, three services, and both families of a dozen servers.</summary>
    const int MostQuestions = 32;

    readonly Dictionary<DnsQuestion, DnsReply> _known = [];
    readonly HashSet<DnsQuestion> _missing = [];

    /// <summary>What must be asked before the search goes on.</summary>
    public IReadOnlyCollection<DnsQuestion> Missing => _missing;

    /// <summary>Whether somebody who should know did not answer.</summary>
    public bool HasFailed => _known.Values.Any(static reply => reply.Outcome == DnsOutcome.Failed);

    public void Add(DnsQuestion question, DnsReply reply)
    {
        _known[question] = reply;
        _missing.Remove(question);
    }

    /// <summary>The records of a name, or of the one that it is an alias of; null while an answer is missing.</summary>
    public IReadOnlyList<T>? Find<T>(string name, DnsType type)
        where T : DnsRecord
    {
        for (var aliases = 0; aliases <= MostAliases;)
        {
            var question = new DnsQuestion(name, type);
            if (!_known.TryGetValue(question, out var reply))
                return Lack(question) ? null : [];
            var asked = name;
            var found = RecordsOf<T>(reply, name);
            while (found.Count == 0 && aliases++ <= MostAliases && AliasOf(reply, name) is { } target)
            {
                name = target;
                found = RecordsOf<T>(reply, name);
            }
            if (found.Count > 0 || name == asked)
                return found;
        }
        return [];
    }

    // False: it has asked enough.
    bool Lack(DnsQuestion question)
    {
        if (!_missing.Contains(question) && _known.Count + _missing.Count >= MostQuestions)
            return false;
        _missing.Add(question);
        return true;
    }

    static List<T> RecordsOf<T>(DnsReply reply, string name)
        where T : DnsRecord =>
        [.. reply.Records.Take(DnsLimits.Records).OfType<T>().Where(record => record.Name == name)];

    static string? AliasOf(DnsReply reply, string name) =>
        RecordsOf<CnameRecord>(reply, name) is [{ Target: var target }, ..] ? target : null;
}
