using System.Runtime.ExceptionServices;

namespace Rouse.Server.Scheduling;

/// <summary>
/// Where scheduled mailboxes wait. A post made inside <see cref="Run{T}"/> goes on this thread's own list and is handled before Run
/// returns, without a hop to another thread; a post from anywhere else is handed to <c>dispatch</c> (the thread pool, or a test that drains
/// by hand).
/// </summary>
/// <param name="dispatch">
/// Gets a mailbox posted to outside Run; must sooner or later call <see cref="RunList.RunMailbox"/> with it, but not before it returns.
/// </param>
sealed class RunList(Action<Mailbox> dispatch)
{
    [ThreadStatic]
    static ThreadList? _current;

    /// <summary>A run list whose foreign posts are handled by the thread pool.</summary>
    public static RunList OnThreadPool() => new(static mailbox => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false));

    /// <summary>
    /// Runs <paramref name="action"/>, then every mailbox that it and its handlers posted to. What the action or a handler throws comes out
    /// of here, the first of it, when all are done: no mailbox is left behind on this thread.
    /// </summary>
    public void Run<T>(T state, Action<T> action)
    {
        var outer = _current;
        if (outer?.Owner == this)
        {
            action(state);
            return;
        }
        // Another run list is busy on this thread when one server calls another in a test: each drains only its own.
        var list = outer is { Owner: null } ? outer : new ThreadList();
        list.Owner = this;
        _current = list;
        Exception? failure = null;
        try
        {
            action(state);
        }
        catch (Exception e)
        {
            failure = e;
        }
        list.Drain(ref failure);
        list.Owner = null;
        _current = outer ?? list;
        if (failure != null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Handles one mailbox that <c>dispatch</c> got, and what follows from it.</summary>
    public void RunMailbox(Mailbox mailbox) => Run((List: this, Mailbox: mailbox), static s => s.List.Schedule(s.Mailbox));

    internal void Schedule(Mailbox mailbox)
    {
        if (_current is { } list && list.Owner == this)
            list.Add(mailbox);
        else
            dispatch(mailbox);
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

        public void Drain(ref Exception? failure)
        {
            while (_first is { } mailbox)
            {
                if ((_first = mailbox.NextToRun) == null)
                    _last = null;
                mailbox.NextToRun = null;
                // To the tail: no mailbox starves the others.
                if (mailbox.RunOnce(ref failure))
                    Add(mailbox);
            }
        }
    }
}
