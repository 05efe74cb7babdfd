namespace Rouse.Server.Scheduling;

/// <summary>Something that happened to the owner of a mailbox. In one mailbox at a time, never posted twice while it is there.</summary>
abstract class MailboxEvent
{
    internal MailboxEvent? Next { get; set; }
}

/// <summary>
/// One owner for one state: events are handled one at a time, in the order of arrival per sender, never nested, on whichever thread has the
/// run list. The state "nobody has it" is folded into the head pointer, so there is no flag to get out of step: <see cref="Idle"/> =
/// nobody; null = scheduled or running, and empty.
/// </summary>
abstract class Mailbox(RunList runList) : IThreadPoolWorkItem
{
    static readonly MailboxEvent Idle = new IdleMark();

    MailboxEvent? _head = Idle;

    internal Mailbox? NextToRun { get; set; }

    public void Post(MailboxEvent happened)
    {
        var seen = Volatile.Read(ref _head);
        while (true)
        {
            happened.Next = ReferenceEquals(seen, Idle) ? null : seen;
            var was = Interlocked.CompareExchange(ref _head, happened, seen);
            if (ReferenceEquals(was, seen))
                break;
            seen = was;
        }
        // Who took Idle away owns the scheduling.
        if (ReferenceEquals(seen, Idle))
            runList.Schedule(this);
    }

    void IThreadPoolWorkItem.Execute() => runList.RunMailbox(this);

    /// <summary>Handles what is there; true when more arrived meanwhile.</summary>
    /// <param name="failure">
    /// Gets what a handler threw, unless one did before. The events behind it are handled all the same: a bug costs one event.
    /// </param>
    internal bool RunOnce(ref Exception? failure)
    {
        var happened = Reverse(Interlocked.Exchange(ref _head, null));
        while (happened != null)
        {
            // Read Next first: the handler may post the same event again.
            var next = happened.Next;
            happened.Next = null;
            try
            {
                Handle(happened);
            }
            catch (Exception e)
            {
                failure ??= e;
            }
            happened = next;
        }
        // Compared, not written: an event that came since the Exchange must not be lost.
        return Interlocked.CompareExchange(ref _head, Idle, null) != null;
    }

    protected abstract void Handle(MailboxEvent happened);

    // The head is a stack; arrival order is its reverse.
    static MailboxEvent? Reverse(MailboxEvent? stack)
    {
        MailboxEvent? reversed = null;
        while (stack != null)
        {
            var next = stack.Next;
            stack.Next = reversed;
            reversed = stack;
            stack = next;
        }
        return reversed;
    }

    sealed class IdleMark : MailboxEvent;
}
