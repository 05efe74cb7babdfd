using Rouse.Logging;
using Rouse.Server;

namespace Rouse.Reloading;

/// <summary>Which part logs what.</summary>
sealed class LogReload(LogLevels levels) : IReloadable
{
    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    // Which of them have changed is told by their keys.
    public ReloadStep Prepare(ServerOptions options, ICollection<string> faults) => new([], () => levels.Change(options.Log));
}
