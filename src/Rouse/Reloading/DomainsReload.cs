using Rouse.Server;
using Rouse.Server.Location;

namespace Rouse.Reloading;

/// <summary>
/// Our domains. From none to some, or back, needs a restart: with it the realm changes that passwords are hashed with.
/// </summary>
/// <param name="domains">In effect.</param>
/// <param name="change">Gives the server others.</param>
sealed class DomainsReload(Domains domains, Action<IReadOnlyList<string>> change) : IReloadable
{
    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    // That they have changed is told by their key.
    public ReloadStep? Prepare(ServerOptions options, ICollection<string> faults)
    {
        if (options.Domains.SequenceEqual(domains.Configured, StringComparer.OrdinalIgnoreCase))
            return null;
        return domains.CanBecome(options.Domains)
            ? new ReloadStep([], () => change(options.Domains))
            : new ReloadStep([], static () => { }) { NeedsRestart = ["domains"] };
    }
}
