namespace Rouse.Interop.Parts;

/// <summary>What a part did or got, in order. A test reads it forwards: each expectation goes on where the last one ended.</summary>
internal sealed class EventLog<T>(string owner) where T : class
{
    /// <summary>Long, because a server, two phones and their audio may share two cores; nothing waits so long when all is well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<T> _events = [];
    private TaskCompletionSource _more = New();
    private string? _ended;
    private int _read;

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public void Add(T happened)
    {
        lock (_gate)
            _events.Add(happened);
        Pulse();
    }

    /// <summary>No event will come any more; whoever waits is told why.</summary>
    public void End(string reason)
    {
        lock (_gate)
            _ended = reason;
        Pulse();
    }

    /// <summary>The next event that fits; those before it are skipped.</summary>
    public async Task<T> Next(Func<T, bool> fits, string what, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Patience);
        while (true)
        {
            if (Take(fits, what, out var more) is { } found)
                return found;
            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{owner} waited {within ?? Patience:s\\.f} s in vain for {what}; last: {Last()}");
            }
        }
    }

    /// <summary>What has happened until now is not looked at any more.</summary>
    public void SkipAll()
    {
        lock (_gate)
            _read = _events.Count;
    }

    private T? Take(Func<T, bool> fits, string what, out Task more)
    {
        lock (_gate)
        {
            while (_read < _events.Count)
            {
                var happened = _events[_read++];
                if (fits(happened))
                {
                    more = Task.CompletedTask;
                    return happened;
                }
            }
            if (_ended is not null)
                throw new InvalidOperationException($"{owner} waited in vain for {what}: {_ended}; last: {Last()}");
            more = _more.Task;
            return null;
        }
    }

    private string Last()
    {
        lock (_gate)
            return string.Join(" | ", _events.TakeLast(3));
    }

    private void Pulse()
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            waiting = _more;
            _more = New();
        }
        waiting.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
