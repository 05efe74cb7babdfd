using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>The answer when something that the server needs is down: the phone comes again soon.</summary>
static class Unavailable
{
    /// <summary>Linphone waits 60 s after a REGISTER that failed without it; what is down is probed more often than that.</summary>
    static readonly HeaderLine[] SoonAgain = [new(HeaderName.RetryAfter, "5"u8.ToArray())];

    /// <param name="request">A request that cannot be decided on.</param>
    /// <param name="what">What is down: the reason phrase.</param>
    public static Verdict Answer(RequestContext request, string what) => request.Answer(500, what, SoonAgain);
}
