using Rouse.Server;
using Rouse.Server.Transport;

namespace Rouse.Reloading;

/// <summary>
/// The files of the certificates: they are looked at by themselves, and who asks for a reload does not want to wait for that.
/// </summary>
sealed class TlsReload(TlsCertificates certificates) : IReloadable
{
    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    // What is wrong with them is logged there, and the old ones serve on.
    public ReloadStep Prepare(ServerOptions options, ICollection<string> faults) => new([], () => certificates.Reread());
}
