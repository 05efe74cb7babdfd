using Rouse.Protocol.Sip.Headers;
using Rouse.Push;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Push;

/// <summary>The configured providers by app. Now one for all; apps with providers of their own are looked up before it.</summary>
sealed class PushProviders(IPushProvider? generic) : IPushCoverage
{
    public bool Covers(PushParameters parameters) => generic != null && parameters.Tokens.Count > 0;

    /// <summary>The provider that <paramref name="message"/> goes to; null when none is configured.</summary>
    public IPushProvider? For(PushMessage message) => message.Token.Length > 0 ? generic : null;
}
