using Rouse.Starting;

namespace Rouse.Reloading;

/// <summary>
/// Asks for a reload when a file has another time or length, or came, or went. It looks at the names, so that a file which is put in the
/// place of another is seen too, on whatever file system; and waits until two looks agree, because a file may still be being written.
/// </summary>
sealed class FileWatch : IDisposable
{
    /// <summary>Own decision: an operator who has saved a file waits so long, twice, and a look costs nothing.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly Func<IReadOnlyList<string>> _files;
    readonly Action _changed;
    readonly ITimer _timer;
    Dictionary<string, FileStamp> _taken;
    Dictionary<string, FileStamp> _last;
    int _isLooking;

    /// <param name="files">What to watch; may differ after each reload.</param>
    /// <param name="changed">Called on the thread of the timer.</param>
    /// <param name="time">Of the looks.</param>
    public FileWatch(Func<IReadOnlyList<string>> files, Action changed, TimeProvider time)
    {
        _files = files;
        _changed = changed;
        _taken = _last = Look();
        _timer = time.CreateTimer(static watch => ((FileWatch)watch!).Compare(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    void Compare()
    {
        // A reload that takes longer than the interval.
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
            return;
        var present = Look();
        var isStill = IsSame(present, _last);
        _last = present;
        if (isStill && !IsSame(present, _taken))
        {
            _changed();
            // Also what the reload has added to the list, but as it was before: what was written meanwhile counts.
            _taken = Look();
            foreach (var (path, stamp) in present.Where(file => _taken.ContainsKey(file.Key)))
                _taken[path] = stamp;
            _last = _taken;
        }
        Volatile.Write(ref _isLooking, 0);
    }

    Dictionary<string, FileStamp> Look() => _files().ToDictionary(path => path, FileStamp.Of);

    static bool IsSame(Dictionary<string, FileStamp> left, Dictionary<string, FileStamp> right) =>
        left.Count == right.Count && left.All(file => right.TryGetValue(file.Key, out var stamp) && stamp == file.Value);
}
