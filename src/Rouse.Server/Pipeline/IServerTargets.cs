using Rouse.Protocol.Sip;
using Rouse.Server.Forking;

namespace Rouse.Server.Pipeline;

/// <summary>Makes targets of servers that the operator wrote down: the Routing feature.</summary>
interface IServerTargets
{
    /// <summary>Looks servers up, so that <see cref="Find"/> knows them.</summary>
    /// <param name="request">Waits for it.</param>
    /// <param name="servers">URIs that lead to them.</param>
    /// <param name="then">Runs in the request's own turn; at once where all is known.</param>
    Verdict Prepare(RequestContext request, IReadOnlyList<SipUri> servers, Func<RequestContext, Verdict> then);

    /// <summary>From memory; null when it cannot be reached.</summary>
    Target? Find(RequestContext request, WrittenServer server);
}

/// <summary>A contact that the operator wrote down and that is none of our users.</summary>
/// <param name="Uri">Where requests go.</param>
/// <param name="RequestUri">What is asked for there.</param>
/// <param name="Q">Its preference, 0 … 1.</param>
/// <param name="Path">Route set towards it, top first: its first hop is where requests go (RFC 3327 §5.1).</param>
readonly record struct WrittenServer(SipUri Uri, ReadOnlyMemory<byte> RequestUri, double Q, IReadOnlyList<ReadOnlyMemory<byte>> Path)
{
    /// <summary>The next hop.</summary>
    public SipUri Next =>
        Path.Count > 0 && NameAddress.TryParse(Path[0], out var hop) && hop.TryGetUri(out var uri) ? uri : Uri;
}
