using Rouse.Server;

namespace Rouse.Reloading;

/// <summary>A part of the server that takes changed settings, or changed files, while it runs.</summary>
interface IReloadable
{
    /// <summary>Files that it reads: a change of one asks for a reload.</summary>
    IReadOnlyList<string> FilesOf(ServerOptions options);

    /// <summary>Looks at settings and files, and changes nothing yet; null if nothing of it has changed.</summary>
    /// <param name="options">
    /// Checked when they were read. What cannot change while the server runs is as it was at the start.
    /// </param>
    /// <param name="faults">Gets what is wrong, a line each; then no part is changed.</param>
    ReloadStep? Prepare(ServerOptions options, ICollection<string> faults);
}

/// <summary>What one part does at a reload.</summary>
/// <param name="Applied">What has changed, for the operator: names, never values.</param>
/// <param name="Apply">Does it; it cannot fail any more.</param>
sealed record ReloadStep(IReadOnlyList<string> Applied, Action Apply)
{
    /// <summary>What only the next start does.</summary>
    public IReadOnlyList<string> NeedsRestart { get; init; } = [];

    /// <summary>Instead of <see cref="Apply"/>, when another part found a fault.</summary>
    public Action? Discard { get; init; }
}
