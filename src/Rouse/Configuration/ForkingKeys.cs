using Rouse.Server;
using Rouse.Server.Forking;

namespace Rouse.Configuration;

/// <summary><c>[forking]</c>.</summary>
static class ForkingKeys
{
    static readonly ForkingOptions Initial = new();

    static readonly ValueKind<TimeSpan> GroupWait = Kinds.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3));
    static readonly ValueKind<TimeSpan> UrgentWait = Kinds.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    static readonly ValueKind<RedirectPolicy> Redirects =
        Kinds.Choice(("pass", RedirectPolicy.Pass), ("follow", RedirectPolicy.Follow));
    static readonly ValueKind<DeclinePolicy> Decline = Kinds.Choice(("all", DeclinePolicy.All), ("one", DeclinePolicy.One));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<TimeSpan>(
            "forking.group_wait", GroupWait, GroupWait.Write(Initial.GroupWait),
            (options, _, wait) => With(options, forking => forking with { GroupWait = wait }),
            "Phones that registered with a lower `q` are called when all with a higher one have refused, or after so long; those ring on. "
            + "10s as in Flexisip."),
        new ConfigKey<TimeSpan>(
            "forking.urgent_wait", UrgentWait, UrgentWait.Write(Initial.UrgentWait),
            (options, _, wait) => With(options, forking => forking with { UrgentWait = wait }),
            "An answer that only the caller can mend (401, 407, 415, 420, 484, 488) waits so long for other phones, from when the "
            + "last of them was called; longer only while one rings or is being woken. 5s as in Flexisip."),
        new ConfigKey<RedirectPolicy>(
            "forking.redirects", Redirects, Redirects.Write(Initial.Redirects),
            (options, _, policy) => With(options, forking => forking with { Redirects = policy }),
            "What becomes of 300, 301 and 302: `\"pass\"` tells the caller, `\"follow\"` calls the users of our domains that it names "
            + "in place of the phone that answered so; where it names anybody else, the caller is told."),
        new ConfigKey<DeclinePolicy>(
            "forking.decline", Decline, Decline.Write(Initial.Decline),
            (options, _, policy) => With(options, forking => forking with { Decline = policy }),
            "Whom a phone speaks for that answers 6xx: `\"all\"` phones of its user, as RFC 3261 §16.7 has it, or `\"one\"`, itself."),
    ];

    static ServerOptions With(ServerOptions options, Func<ForkingOptions, ForkingOptions> change) =>
        options with { Forking = change(options.Forking) };
}
