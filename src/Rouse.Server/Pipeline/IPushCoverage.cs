using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Which phones a push can reach: the Push feature knows the configured providers.</summary>
interface IPushCoverage
{
    /// <summary>Whether there is a provider with credentials for the app. The sandbox covers only clients on loopback.</summary>
    bool Covers(PushParameters push, Flow flow);

    /// <summary>
    /// How long a covered phone is kept registered at least, so that it does not expire in its sleep; zero as long as every other phone: by
    /// <c>push.reach = "0"</c>, and for the sandbox, which wakes no real phone.
    /// </summary>
    TimeSpan ReachOf(PushParameters push);
}
