using System.Net;

namespace Rouse.Server.Resolution;

/// <summary><c>[dns]</c>: who is asked where other servers are.</summary>
public sealed record DnsOptions
{
    /// <summary>Name servers, asked in turn; empty: the system's.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>
    /// How long the answer to one question is waited for. 3 s: a resolver that has to ask others needs up to two, and a call to a domain
    /// that cannot be found should not sound as if it rang.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>What one may cost who asks, whatever name servers say.</summary>
static class DnsLimits
{
    /// <summary>Questions under way. Own decision: what 100 new servers a second need where each answer takes a second or two.</summary>
    public const int Questions = 256;

    /// <summary>
    /// Of those about one domain (its last two labels): own decision, so that a domain whose name servers are silent leaves room for the
    /// others.
    /// </summary>
    public const int QuestionsOfDomain = 16;

    /// <summary>Requests that wait for one question; more is a flood.</summary>
    public const int Waiting = 1_000;

    /// <summary>Answers that are remembered, of each kind; some 5 MB. Own decision: more domains than users call in a day.</summary>
    public const int Remembered = 10_000;

    /// <summary>Records of an answer that are looked at; the largest real ones have some dozens.</summary>
    public const int Records = 64;

    /// <summary>A day: own decision, so that nobody is believed for years (RFC 2181 §8 allows 68).</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>Even where none is wanted: one call's requests follow each other within it. Own decision.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(1);

    /// <summary>That there is none: RFC 2308 §5 has found up to three hours sensible; who has just made a record waits less here.</summary>
    public static readonly TimeSpan LongestNegativeLife = TimeSpan.FromMinutes(5);

    /// <summary>Without a SOA: RFC 2308 §5 allows none; one call is asked only once.</summary>
    public static readonly TimeSpan UsualNegativeLife = TimeSpan.FromSeconds(5);

    /// <summary>That nobody knows (RFC 2308 §7.1: at most five minutes).</summary>
    public static readonly TimeSpan FailureLife = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an answer that has ended serves while the name servers fail (RFC 8767 §5 suggests one to three days); own decision: an
    /// hour, longer than most outages.
    /// </summary>
    public static readonly TimeSpan StaleLife = TimeSpan.FromHours(1);
}
