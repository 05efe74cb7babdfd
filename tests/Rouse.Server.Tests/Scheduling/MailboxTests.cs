using Rouse.Server.Scheduling;

namespace Rouse.Server.Tests.Scheduling;

public class MailboxTests
{
    readonly HandDrained _foreign = new();

    [Fact]
    public void Events_are_handled_in_the_order_of_their_arrival()
    {
        var mailbox = new Recorder(_foreign.RunList);
        for (var i = 0; i < 5; i++)
            mailbox.Post(new Note(i));
        _foreign.Drain();
        Assert.Equal([0, 1, 2, 3, 4], mailbox.Handled);
    }

    [Fact]
    public void Mailbox_is_scheduled_once_for_many_posts_and_again_after_it_was_idle()
    {
        var mailbox = new Recorder(_foreign.RunList);
        mailbox.Post(new Note(0));
        mailbox.Post(new Note(1));
        Assert.Equal(1, _foreign.Waiting);
        _foreign.Drain();
        mailbox.Post(new Note(2));
        Assert.Equal(1, _foreign.Waiting);
        _foreign.Drain();
        Assert.Equal([0, 1, 2], mailbox.Handled);
    }

    [Fact]
    public void Post_to_oneself_waits_until_the_handler_has_returned()
    {
        var depth = 0;
        var deepest = 0;
        Recorder? mailbox = null;
        mailbox = new Recorder(_foreign.RunList, note =>
        {
            deepest = Math.Max(deepest, ++depth);
            if (note.Number < 3)
                mailbox!.Post(new Note(note.Number + 1));
            depth--;
        });
        mailbox.Post(new Note(0));
        _foreign.Drain();
        Assert.Equal([0, 1, 2, 3], mailbox.Handled);
        Assert.Equal(1, deepest);
    }

    [Fact]
    public void Handler_may_post_the_event_that_it_handles_again()
    {
        var rounds = 0;
        Recorder? mailbox = null;
        mailbox = new Recorder(_foreign.RunList, note =>
        {
            if (++rounds < 3)
                mailbox!.Post(note);
        });
        mailbox.Post(new Note(7));
        mailbox.Post(new Note(8));
        _foreign.Drain();
        Assert.Equal([7, 8, 7, 8], mailbox.Handled);
    }

    [Fact]
    public async Task Posts_of_many_threads_are_all_handled_in_order_per_sender_and_never_side_by_side()
    {
        const int senders = 4;
        const int each = 20_000;
        var mailbox = new OverlapWatch(RunList.OnThreadPool(), senders * each);
        var posting = Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
                mailbox.Post(new Note(i, sender));
        }));
        await Task.WhenAll(posting).WaitAsync(TimeSpan.FromSeconds(30));
        await mailbox.AllHandled.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(mailbox.Overlapped);
        Assert.False(mailbox.OutOfOrder);
    }

    sealed class OverlapWatch(RunList runList, int expected) : Mailbox(runList)
    {
        readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly Dictionary<int, int> _last = [];
        int _inside;
        int _handled;

        public Task AllHandled => _all.Task;

        public bool Overlapped { get; private set; }

        public bool OutOfOrder { get; private set; }

        protected override void Handle(MailboxEvent happened)
        {
            Overlapped |= Interlocked.Increment(ref _inside) != 1;
            var note = (Note)happened;
            OutOfOrder |= _last.GetValueOrDefault(note.Sender, -1) != note.Number - 1;
            _last[note.Sender] = note.Number;
            Interlocked.Decrement(ref _inside);
            if (++_handled == expected)
                _all.SetResult();
        }
    }
}
