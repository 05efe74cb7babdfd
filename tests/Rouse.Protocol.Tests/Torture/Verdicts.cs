using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Torture;

/// <summary>What our parser and syntax check say to one torture message.</summary>
/// <param name="Status">0: it can be processed; else the status that a request gets. A response with a status is dropped.</param>
/// <param name="Reason">Why, where the RFC leaves the choice or where we differ from it.</param>
sealed record Verdict(int Status, string? Reason = null)
{
    /// <summary>Not even answerable: without a start line there is nothing to answer.</summary>
    public const int Drop = -1;
}

/// <summary>Our verdict on every message of RFC 4475 and RFC 5118.</summary>
static class Verdicts
{
    public static IReadOnlyDictionary<string, Verdict> Datagram { get; } = new Dictionary<string, Verdict>
    {
        // RFC 4475 §3.1.1: valid messages.
        ["wsinv"] = new(0),
        ["intmeth"] = new(0),
        ["esc01"] = new(0),
        ["escnull"] = new(0),
        ["esc02"] = new(0),
        ["lwsdisp"] = new(0),
        ["longreq"] = new(0),
        ["dblreq"] = new(0),
        ["semiuri"] = new(0),
        ["transports"] = new(0),
        ["mpart01"] = new(0),
        ["unreason"] = new(0),
        ["noreason"] = new(0),
        // RFC 4475 §3.1.2: invalid messages.
        ["badinv01"] = new(400),
        ["clerr"] = new(400),
        ["ncl"] = new(400),
        ["scalar02"] = new(400),
        ["scalarlg"] = new(400),
        ["quotbal"] = new(400),
        ["ltgtruri"] = new(400, "a Request-URI is an addr-spec; taking the brackets off would mean guessing where it ends"),
        ["lwsruri"] = new(400, "white space ends the Request-URI; what follows is not a SIP-Version"),
        ["lwsstart"] = new(400, "RFC 3261 §7.1 allows one SP between the parts"),
        ["trws"] = new(400, "RFC 3261 §7.1 allows nothing behind the SIP-Version"),
        ["escruri"] = new(400, "RFC 3261 §19.1.1 forbids headers in a Request-URI, and they must never be acted on"),
        ["baddate"] = new(0, "a proxy does not read Date"),
        ["regbadct"] = new(400, "RFC 3261 §20.10: a URI with a question mark stands in brackets; to whom the headers belong is a guess"),
        ["badaspec"] = new(400, "white space is no part of an addr-spec, and what is forwarded would carry the fault on"),
        ["baddn"] = new(400, "an unquoted name has no comma; elsewhere it would begin a second value"),
        ["badvers"] = new(505),
        ["mismatch01"] = new(400),
        ["mismatch02"] = new(400),
        ["bigcode"] = new(Verdict.Drop),
        // RFC 4475 §3.2 – §3.4: transaction, application and old-style messages.
        ["badbranch"] = new(400, "the cookie promises an identity that is not there; as RFC 2543 syntax it would never have been written"),
        ["insuf"] = new(400),
        ["unkscm"] = new(416),
        ["novelsc"] = new(416),
        ["unksm2"] = new(0),
        ["bext01"] = new(0),
        ["invut"] = new(0),
        ["regaut01"] = new(0),
        ["multi01"] = new(400),
        ["mcl01"] = new(400),
        ["bcast"] = new(0),
        ["zeromf"] = new(0),
        ["cparam01"] = new(0),
        ["cparam02"] = new(0),
        ["regescrt"] = new(0),
        ["sdp01"] = new(0),
        ["inv2543"] = new(0, "old peers have no branch, no From tag and no Content-Length; a datagram has an end of its own"),
        ["test"] = new(Verdict.Drop),
        // RFC 5118.
        ["ipv6-good"] = new(0),
        ["ipv6-bad"] = new(400),
        ["port-ambiguous"] = new(0),
        ["port-unambiguous"] = new(0),
        ["via-received-param-with-delim"] = new(0),
        ["via-received-param-no-delim"] = new(0),
        ["ipv6-in-sdp"] = new(400, "the archive's Content-Length is 17 more than its body: RFC 3261 §18.3 asks for 400 over UDP"),
        ["mult-ip-in-header"] = new(0),
        ["mult-ip-in-sdp"] = new(0),
        ["ipv4-mapped-ipv6"] = new(0),
        ["ipv6-bug-abnf-3-colons"] = new(0, "RFC 5118 §4.10 asks to tolerate both forms; it is passed on as it came"),
        ["ipv6-correct-abnf-2-colons"] = new(0),
    };

    /// <summary>
    /// Frames when the bytes come over a stream, for those that are not exactly one message. The verdict on a message is the same as in a
    /// datagram.
    /// </summary>
    public static IReadOnlyDictionary<string, Frame[]> Stream { get; } = new Dictionary<string, Frame[]>
    {
        // Content-Length promises more: wait; a timeout of the connection ends it.
        ["clerr"] = [Frame.Incomplete],
        ["ipv6-in-sdp"] = [Frame.Incomplete],
        // The archive's message ends without the empty line.
        ["baddn"] = [Frame.Incomplete],
        // Nobody knows where these end: answer, then close (RFC 3261 §18.3).
        ["ncl"] = [Frame.Broken],
        ["mcl01"] = [Frame.Broken],
        ["inv2543"] = [Frame.Broken],
        // Two requests with an empty line between them; the second one's body is longer than its Content-Length.
        ["dblreq"] = [Frame.Message, Frame.Blank, Frame.Message, Frame.Broken],
        // The body is longer than Content-Length: what is left begins a next message that never ends.
        ["mult-ip-in-sdp"] = [Frame.Message, Frame.Incomplete],
        ["ipv4-mapped-ipv6"] = [Frame.Message, Frame.Incomplete],
    };
}
