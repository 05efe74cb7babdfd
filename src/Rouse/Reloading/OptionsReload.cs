using Rouse.Server;

namespace Rouse.Reloading;

/// <summary>Times, limits and switches, which every request reads.</summary>
sealed class OptionsReload(Action<ServerOptions> change) : IReloadable
{
    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    // Which of them have changed is told by their keys.
    public ReloadStep Prepare(ServerOptions options, ICollection<string> faults) => new([], () => change(options));
}
