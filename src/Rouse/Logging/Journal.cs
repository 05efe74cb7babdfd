namespace Rouse.Logging;

/// <summary>The journal of systemd (systemd.exec(5), <c>$JOURNAL_STREAM</c>).</summary>
static class Journal
{
    /// <summary>Whether standard error goes there: a process started by a service may write elsewhere.</summary>
    public static bool IsStandardError() =>
        IsStream(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), OperatingSystem.IsLinux() ? LinkOf("/proc/self/fd/2") : null);

    /// <param name="variable"><c>device:inode</c> of the journal's stream.</param>
    /// <param name="target">Such as <c>socket:[inode]</c>.</param>
    internal static bool IsStream(string? variable, string? target) =>
        variable?.Split(':') is [_, { Length: > 0 } inode] && target == $"socket:[{inode}]";

    static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
