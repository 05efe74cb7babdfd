namespace Rouse.Server.Scheduling;

/// <summary>
/// Where scheduled mailboxes wait. A post made inside <see cref="Run{T}"/> goes on this thread's own list and is handled before Run returns, without a
/// hop to another thread; a post from anywhere else is handed to <c>dispatch</c> (the thread pool, or a test that drains by hand).
/// </summary>
sealed class RunList
{
    readonly Action<Mailbox> _dispatch;

    [ThreadStatic]
    static ThreadList? t_mine;

    /// <param name="dispatch">Gets a mailbox posted to outside Run; must sooner or later call <see cref="RunMailbox"/> with it.</param>
    public RunList(Action<Mailbox> dispatch) => _dispatch = dispatch;

    /// <summary>A run list whose foreign posts are handled by the thread pool.</summary>
    public static RunList OnThreadPool()
    {
        RunList? list = null;
        list = new RunList(mailbox => ThreadPool.UnsafeQueueUserWorkItem(static m => m.List.RunMailbox(m.Mailbox), (List: list!, Mailbox: mailbox), preferLocal: false));
        return list;
    }

    /// <summary>Runs <paramref name="action"/>, then every mailbox that it and its handlers posted to.</summary>
    public void Run<T>(T state, Action<T> action)
    {
        var mine = t_mine ??= new ThreadList();
        if (mine.Owner == this)
        {
            action(state);
            return;
        }
        var outer = mine.Owner;
        mine.Owner = this;
        try
        {
            action(state);
            mine.Drain();
        }
        finally
        {
            mine.Owner = outer;
        }
    }

    /// <summary>Handles one mailbox that <c>dispatch</c> got, and what follows from it.</summary>
    public void RunMailbox(Mailbox mailbox) => Run((List: this, Mailbox: mailbox), static s => s.List.Schedule(s.Mailbox));

    internal void Schedule(Mailbox mailbox)
    {
        if (t_mine is { } mine && mine.Owner == this)
            mine.Add(mailbox);
        else
            _dispatch(mailbox);
    }

    /// <summary>Plain FIFO of one thread.</summary>
    sealed class ThreadList
    {
        Mailbox? _first;
        Mailbox? _last;

        public RunList? Owner { get; set; }

        public void Add(Mailbox mailbox)
        {
            if (_last == null)
                _first = mailbox;
            else
                _last.NextToRun = mailbox;
            _last = mailbox;
        }

        public void Drain()
        {
            while (_first is { } mailbox)
            {
                if ((_first = mailbox.NextToRun) == null)
                    _last = null;
                mailbox.NextToRun = null;
                // To the tail: no mailbox starves the others.
                if (mailbox.RunOnce())
                    Add(mailbox);
            }
        }
    }
}
