using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Whom the operator trusts without a password (the trust domain of RFC 3325 §2.3): the Authentication feature. What such a peer asserts of
/// an identity holds; what anybody else asserts does not.
/// </summary>
interface ITrust
{
    /// <summary>Whether what comes on this flow, or goes out on it, is between us and a trusted peer. From memory, at once.</summary>
    bool IsTrusted(Flow flow);

    /// <summary>Whether a trusted peer has this address.</summary>
    bool IsTrusted(IPAddress address);
}
