using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Nobody is trusted.</summary>
sealed class NoTrust : ITrust
{
    public bool IsTrusted(Flow flow) => false;
}
