namespace Rouse.Server.Tests.Scenarios;

/// <summary>What the server does with a torture message.</summary>
/// <param name="Status">Answered with it; 0: passed on to the phone that it is for; -1: nothing comes of it.</param>
/// <param name="Reason">Why, where the RFC leaves the choice or where we differ from what it foresees.</param>
sealed record TortureOutcome(int Status, string? Reason = null)
{
    public const int PassedOn = 0;
    public const int Nothing = -1;
}

/// <summary>
/// Our choice for each message: with authentication off, the domains of the corpus ours, and a phone registered for whom it calls.
/// </summary>
static class TortureOutcomes
{
    const string Stray = "no transaction of ours is named in its Via; one that is ours goes through, see TortureTests";

    public static IReadOnlyDictionary<string, TortureOutcome> Datagram { get; } = new Dictionary<string, TortureOutcome>
    {
        // RFC 4475 §3.1.1: valid messages.
        ["wsinv"] = new(0),
        ["intmeth"] = new(0),
        ["esc01"] = new(0),
        ["escnull"] = new(200),
        ["esc02"] = new(404, "the Request-URI names the server itself, and the method is not REGISTER"),
        ["lwsdisp"] = new(0),
        ["longreq"] = new(0),
        ["dblreq"] = new(200),
        ["semiuri"] = new(0),
        ["transports"] = new(0),
        ["mpart01"] = new(0),
        ["unreason"] = new(-1, Stray),
        ["noreason"] = new(-1, Stray),
        // RFC 4475 §3.1.2: invalid messages.
        ["badinv01"] = new(400),
        ["clerr"] = new(400),
        ["ncl"] = new(400),
        ["scalar02"] = new(400),
        ["scalarlg"] = new(-1),
        ["quotbal"] = new(400),
        ["ltgtruri"] = new(400, "taking the brackets off would mean guessing where the Request-URI ends"),
        ["lwsruri"] = new(400, "white space ends the Request-URI; what follows is not a SIP-Version"),
        ["lwsstart"] = new(400, "RFC 3261 §7.1 allows one SP between the parts"),
        ["trws"] = new(400, "RFC 3261 §7.1 allows nothing behind the SIP-Version"),
        ["escruri"] = new(400, "RFC 3261 §19.1.1 forbids headers in a Request-URI, and they must never be acted on"),
        ["baddate"] = new(0, "a proxy does not read Date"),
        ["regbadct"] = new(400, "RFC 3261 §20.10: a URI with a question mark stands in brackets"),
        ["badaspec"] = new(400, "white space is no part of an addr-spec, and what is passed on would carry the fault"),
        ["baddn"] = new(400, "an unquoted name has no comma; elsewhere it would begin a second value"),
        ["badvers"] = new(505),
        ["mismatch01"] = new(400),
        ["mismatch02"] = new(400),
        ["bigcode"] = new(-1),
        // RFC 4475 §3.2 – §3.4: transaction, application and old-style messages.
        ["badbranch"] = new(400, "the cookie promises an identity that is not there"),
        ["insuf"] = new(400),
        ["unkscm"] = new(416),
        ["novelsc"] = new(416),
        ["unksm2"] = new(400),
        ["bext01"] = new(420),
        ["invut"] = new(0),
        ["regaut01"] = new(200),
        ["multi01"] = new(400),
        ["mcl01"] = new(400),
        ["bcast"] = new(-1),
        ["zeromf"] = new(483),
        ["cparam01"] = new(200),
        ["cparam02"] = new(200),
        ["regescrt"] = new(200),
        ["sdp01"] = new(0),
        ["inv2543"] = new(0, "old peers have no branch, no From tag and no Content-Length; a datagram has an end of its own"),
        ["test"] = new(-1),
        // RFC 5118.
        ["ipv6-good"] = new(200),
        ["ipv6-bad"] = new(400),
        ["port-ambiguous"] = new(200),
        ["port-unambiguous"] = new(200),
        ["via-received-param-with-delim"] = new(481, "the Request-URI names the server itself, which has no such dialog"),
        ["via-received-param-no-delim"] = new(200, "the Request-URI names the server itself, which answers OPTIONS"),
        ["ipv6-in-sdp"] = new(400, "the archive's Content-Length is 17 more than its body: RFC 3261 §18.3 asks for 400 over UDP"),
        ["mult-ip-in-header"] = new(0),
        ["mult-ip-in-sdp"] = new(0),
        ["ipv4-mapped-ipv6"] = new(0),
        ["ipv6-bug-abnf-3-colons"] = new(0, "RFC 5118 §4.10 asks to tolerate both forms"),
        ["ipv6-correct-abnf-2-colons"] = new(0),
    };

    /// <summary>Where a connection makes a difference: every response, and whether the connection can still be used.</summary>
    public static IReadOnlyDictionary<string, (int[] Statuses, bool IsUsable)> Stream { get; } = new Dictionary<string, (int[], bool)>
    {
        // They promise more than they bring, so the connection waits; the transport's limit ends it.
        ["clerr"] = ([], false),
        ["ipv6-in-sdp"] = ([], false),
        ["baddn"] = ([], false),
        // Nobody knows where these end.
        ["ncl"] = ([400], false),
        ["mcl01"] = ([400], false),
        ["inv2543"] = ([400], false),
        // The second request is one of its own here, to somebody who has no phone; behind it stands what is no SIP.
        ["dblreq"] = ([200, 404], false),
        // What is left behind Content-Length begins a message that never ends.
        ["mult-ip-in-sdp"] = ([0], false),
        ["ipv4-mapped-ipv6"] = ([0], false),
    };
}
