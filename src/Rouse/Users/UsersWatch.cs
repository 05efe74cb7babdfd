using Rouse.Starting;

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
