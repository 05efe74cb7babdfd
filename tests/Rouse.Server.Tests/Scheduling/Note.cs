using Rouse.Server.Scheduling;

namespace Rouse.Server.Tests.Scheduling;

/// <summary>An event with a number, so that order can be seen.</summary>
sealed class Note(int number, int sender = 0) : MailboxEvent
{
    public int Number => number;

    public int Sender => sender;
}

/// <summary>Writes down what it handled and where, then does what the test asks for.</summary>
sealed class Recorder(RunList runList, Action<Note>? then = null) : Mailbox(runList)
{
    public List<int> Handled { get; } = [];

    public List<int> Threads { get; } = [];

    protected override void Handle(MailboxEvent happened)
    {
        var note = (Note)happened;
        Handled.Add(note.Number);
        Threads.Add(Environment.CurrentManagedThreadId);
        then?.Invoke(note);
    }
}

/// <summary>A run list whose foreign posts wait until the test drains them.</summary>
sealed class HandDrained
{
    readonly Queue<Mailbox> _waiting = [];

    public HandDrained() => RunList = new RunList(_waiting.Enqueue);

    public RunList RunList { get; }

    public int Waiting => _waiting.Count;

    public void Drain()
    {
        while (_waiting.TryDequeue(out var mailbox))
            RunList.RunMailbox(mailbox);
    }
}
