using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Pipeline;

/// <summary>Which phones we can push: the Push feature.</summary>
interface IPushCoverage
{
    /// <summary>Whether a provider is configured for the app of these parameters, and they hold a token that it can use.</summary>
    bool Covers(PushParameters parameters);
}
