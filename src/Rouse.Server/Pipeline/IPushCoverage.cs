using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Who would take a push for a phone.</summary>
enum PushCoverage : byte
{
    /// <summary>Nobody: no credentials for its app, or no token.</summary>
    None,

    /// <summary>The sandbox: the phone is on this machine and nothing is sent anywhere.</summary>
    Sandbox,

    /// <summary>A configured provider.</summary>
    Provider,
}

/// <summary>Which phones we can push: the Push feature.</summary>
interface IPushCoverage
{
    /// <summary>Whether a provider is configured for the app of these parameters, and they hold a token that it can use.</summary>
    /// <param name="parameters">Of the phone's Contact.</param>
    /// <param name="flow">On which it registers.</param>
    PushCoverage Of(PushParameters parameters, Flow flow);

    /// <summary>
    /// What a phone that asks is told (RFC 8599 §5.6.1.2): the type that it names, if we support it, or every type if it names none.
    /// </summary>
    IReadOnlyList<string> TypesFor(PushParameters query, Flow flow);
}
