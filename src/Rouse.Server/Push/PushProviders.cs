using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Push;

/// <summary>The configured providers by app. Now one for all; apps with providers of their own are looked up before it.</summary>
sealed class PushProviders(PushOptions options, IPushProvider? generic) : IPushCoverage
{
    public bool Covers(PushParameters push, Flow flow) => generic != null && push.Tokens.Count > 0;

    public TimeSpan ReachOf(PushParameters push) => options.Reach;

    /// <summary>The provider that <paramref name="message"/> goes to; null when none is configured.</summary>
    public IPushProvider? For(PushMessage message) => message.Token.Length > 0 ? generic : null;
}
