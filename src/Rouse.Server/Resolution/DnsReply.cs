namespace Rouse.Server.Resolution;

enum DnsOutcome : byte
{
    /// <summary>There are records, at least an alias.</summary>
    Found,

    /// <summary>The name exists, but has nothing of this type (RFC 2308 §2.2).</summary>
    Nothing,

    /// <summary>There is no such name (RFC 2308 §2.1).</summary>
    NoSuchName,

    /// <summary>Nobody knows: the name servers failed, refused or were silent.</summary>
    Failed,
}

/// <summary>What a name server answered.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Records">Those of the answer and nothing that was only said beside it.</param>
/// <param name="NegativeFor">How long it may be remembered that there is none (RFC 2308 §5); zero where that was not said.</param>
sealed record DnsReply(DnsOutcome Outcome, IReadOnlyList<DnsRecord> Records, TimeSpan NegativeFor = default)
{
    public static readonly DnsReply Failed = new(DnsOutcome.Failed, []);
}

/// <summary>Who asks name servers.</summary>
interface IDnsClient
{
    /// <summary>Ends when <paramref name="limit"/> does, at the latest. What it throws counts as <see cref="DnsOutcome.Failed"/>.</summary>
    Task<DnsReply> AskAsync(DnsQuestion question, CancellationToken limit);
}
