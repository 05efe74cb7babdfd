using Rouse.Admin;

namespace Rouse.Users;

/// <summary>
/// Reads the users file anew once it has changed and then rested for one look, so that a file that is being written is not read by half.
/// Looking beats notices of the system: it also works on network and container file systems, and an editor may put another file in its
/// place.
/// </summary>
sealed class UsersWatch : IDisposable
{
    /// <summary>Own decision: a change counts within 4 s, and a look is one system call.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly UsersReload _reload;
    readonly ITimer _timer;
    FileStamp _last;

    public UsersWatch(UsersReload reload, TimeProvider time)
    {
        _reload = reload;
        _last = FileStamp.Of(reload.Path);
        _timer = time.CreateTimer(static s => ((UsersWatch)s!).Look(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    void Look()
    {
        var now = FileStamp.Of(_reload.Path);
        if (now == _last && now != _reload.Stamp)
            _reload.Run();
        _last = now;
    }
}

/// <summary>What tells one state of a file from the next.</summary>
/// <param name="Length">-1 when there is no file.</param>
/// <param name="Written">In ticks of UTC.</param>
readonly record struct FileStamp(long Length, long Written)
{
    static readonly FileStamp Missing = new(-1, 0);

    /// <summary>Of the file itself where <paramref name="path"/> is a link.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : Missing;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }
}
