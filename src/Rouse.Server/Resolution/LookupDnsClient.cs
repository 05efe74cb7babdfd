using DnsClient;
using DnsClient.Protocol;

namespace Rouse.Server.Resolution;

/// <summary>Asks real name servers, with a library that speaks DNS.</summary>
sealed class LookupDnsClient : IDnsClient
{
    readonly LookupClient _client;

    public LookupDnsClient(DnsOptions options)
    {
        var lookup = options.Servers.Count == 0
            ? new LookupClientOptions()
            : new LookupClientOptions([.. options.Servers]);
        // The memory is ours, with our limits. Two tries within the time that we wait.
        lookup.UseCache = false;
        lookup.Timeout = options.Timeout / 2;
        lookup.Retries = 1;
        lookup.ThrowDnsErrors = false;
        lookup.UseRandomNameServer = false;
        _client = new LookupClient(lookup);
    }

    public async Task<DnsReply> AskAsync(DnsQuestion question, CancellationToken limit)
    {
        var response = await _client.QueryAsync(question.Name, (QueryType)(int)question.Type, cancellationToken: limit);
        // The library compares identifiers, and no more (RFC 5452 §9.1).
        if (response.Questions is not [var asked] || !IsSame(asked, question))
            return DnsReply.Failed;
        var records = response.Answers.Take(DnsLimits.Records).Select(Read).OfType<DnsRecord>().ToList();
        return response.Header.ResponseCode switch
        {
            // An alias may lead to a name that is not: what there is counts.
            DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain when records.Count > 0 =>
                new DnsReply(DnsOutcome.Found, records),
            DnsHeaderResponseCode.NoError => new DnsReply(DnsOutcome.Nothing, [], NegativeLife(response)),
            DnsHeaderResponseCode.NotExistentDomain => new DnsReply(DnsOutcome.NoSuchName, [], NegativeLife(response)),
            _ => DnsReply.Failed,
        };
    }

    static bool IsSame(DnsClient.DnsQuestion asked, DnsQuestion question) =>
        (int)asked.QuestionType == (int)question.Type && NameOf(asked.QueryName) == question.Name;

    // RFC 2308 §5: the smaller of the SOA's own life and its minimum.
    static TimeSpan NegativeLife(IDnsQueryResponse response) =>
        response.Authorities.OfType<SoaRecord>().FirstOrDefault() is { } soa
            ? TimeSpan.FromSeconds(Math.Min((uint)Math.Max(0, soa.InitialTimeToLive), soa.Minimum))
            : TimeSpan.Zero;

    static DnsRecord? Read(DnsResourceRecord record)
    {
        var name = NameOf(record.DomainName);
        // RFC 2181 §8: with the highest bit set it is none.
        var life = TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive));
        return record switch
        {
            DnsClient.Protocol.AddressRecord address => new AddressRecord(name, life, address.Address),
            CNameRecord alias => new CnameRecord(name, life, NameOf(alias.CanonicalName)),
            DnsClient.Protocol.SrvRecord srv => new SrvRecord(name, life, srv.Priority, srv.Weight, srv.Port, NameOf(srv.Target)),
            NAPtrRecord naptr => new NaptrRecord(
                name, life, naptr.Order, naptr.Preference, naptr.Flags, naptr.Services, NameOf(naptr.Replacement)),
            _ => null,
        };
    }

    static string NameOf(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();
}
