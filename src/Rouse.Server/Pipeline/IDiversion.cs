using Rouse.Protocol.Sip;
using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>Where a call goes that nobody takes: the Diversion feature.</summary>
interface IDiversion
{
    /// <summary>How long phones may ring before the call goes on; null: as long as the caller likes.</summary>
    TimeSpan? RingTime(RequestContext request);

    /// <summary>Whether it goes on when no phone can be reached.</summary>
    bool TakesUnreachable(RequestContext request);

    /// <summary>The server that it may go to, which must be looked up before; null for none.</summary>
    SipUri? ServerOf(RequestContext request);

    /// <summary>All that the operator wrote down.</summary>
    IReadOnlyList<SipUri> Servers { get; }

    /// <summary>The devices that it goes to in place of an answer; empty: the caller gets that.</summary>
    /// <param name="request">A call that is not diverted yet.</param>
    /// <param name="status">The answer, 300 … 699.</param>
    IReadOnlyList<Target> Divert(RequestContext request, int status);
}
