using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Records;

/// <summary>The records in effect; replaced as a whole, from whatever thread.</summary>
/// <param name="domains">A record of another domain has no meaning: nobody is looked for there.</param>
sealed class RecordStore(Domains domains) : IRecords
{
    /// <summary>In place of a user: all of its domain.</summary>
    const string EveryUser = "*";

    volatile Content _content = new([]);
    IReadOnlyList<WrittenContact> _written = [];

    public IReadOnlyList<StaticContact> All => _content.All;

    public IReadOnlyList<StaticContact> Find(AddressOfRecord aor)
    {
        var byAor = _content.ByAor;
        if (byAor.Count == 0)
            return [];
        var own = byAor.GetValueOrDefault(aor);
        var common = byAor.GetValueOrDefault(aor with { User = EveryUser });
        if (own == null || common == null)
            return own ?? common ?? [];
        return [.. own.Concat(common).OrderByDescending(static contact => contact.Q)];
    }

    public bool Names(AddressOfRecord aor) => _content.ByAor.ContainsKey(aor);

    /// <returns>What is in effect from now on; what is of no domain of ours is not.</returns>
    public int Replace(IReadOnlyList<WrittenContact> written)
    {
        _written = written;
        var contacts = new List<StaticContact>(written.Count);
        foreach (var (of, contact, uri, q, path) in written)
        {
            if (domains.ToAor(of) is { } aor)
                contacts.Add(new StaticContact(aor, contact, uri, q, path));
        }
        _content = new Content(contacts);
        return contacts.Count;
    }

    /// <summary>Our domains are others: what stands in the file may mean more now, or less.</summary>
    public void DomainsChanged() => Replace(_written);

    sealed class Content(List<StaticContact> all)
    {
        public IReadOnlyList<StaticContact> All => all;

        public Dictionary<AddressOfRecord, StaticContact[]> ByAor { get; } = all
            .GroupBy(static contact => contact.Aor)
            .ToDictionary(static group => group.Key, static group => group.OrderByDescending(static contact => contact.Q).ToArray());
    }
}
