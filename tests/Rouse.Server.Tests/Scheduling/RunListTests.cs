using Rouse.Server.Scheduling;

namespace Rouse.Server.Tests.Scheduling;

public class RunListTests
{
    readonly HandDrained _foreign = new();

    [Fact]
    public void Post_inside_Run_is_handled_on_the_same_thread_before_Run_returns()
    {
        var mailbox = new Recorder(_foreign.RunList);
        _foreign.RunList.Run(mailbox, m =>
        {
            m.Post(new Note(1));
            Assert.Empty(m.Handled);
        });
        Assert.Equal([1], mailbox.Handled);
        Assert.Equal([Environment.CurrentManagedThreadId], mailbox.Threads);
        Assert.Equal(0, _foreign.Waiting);
    }

    [Fact]
    public async Task Handlers_that_post_to_each_other_stay_on_one_thread()
    {
        const int hops = 1001;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runList = RunList.OnThreadPool();
        Recorder? ping = null, pong = null;
        ping = new Recorder(runList, note => pong!.Post(new Note(note.Number + 1)));
        pong = new Recorder(runList, note =>
        {
            if (note.Number < hops)
                ping.Post(new Note(note.Number + 1));
            else
                done.SetResult();
        });
        ping.Post(new Note(0));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(hops + 1, ping.Handled.Count + pong.Handled.Count);
        Assert.Single(ping.Threads.Concat(pong.Threads).Distinct());
    }

    [Fact]
    public void Post_from_outside_is_dispatched()
    {
        var mailbox = new Recorder(_foreign.RunList);
        mailbox.Post(new Note(1));
        Assert.Empty(mailbox.Handled);
        Assert.Equal(1, _foreign.Waiting);
    }

    [Fact]
    public void Post_of_a_thread_beside_a_running_Run_is_dispatched()
    {
        var mailbox = new Recorder(_foreign.RunList);
        _foreign.RunList.Run(mailbox, m =>
        {
            var other = new Thread(() => m.Post(new Note(1)));
            other.Start();
            other.Join();
        });
        Assert.Empty(mailbox.Handled);
        Assert.Equal(1, _foreign.Waiting);
    }

    [Fact]
    public void Run_inside_Run_leaves_the_handling_to_the_outer_one()
    {
        var mailbox = new Recorder(_foreign.RunList);
        _foreign.RunList.Run(mailbox, m =>
        {
            _foreign.RunList.Run(m, inner => inner.Post(new Note(1)));
            Assert.Empty(m.Handled);
        });
        Assert.Equal([1], mailbox.Handled);
    }

    [Fact]
    public void Run_list_inside_another_drains_only_its_own()
    {
        var inner = new HandDrained();
        var outerMailbox = new Recorder(_foreign.RunList);
        var innerMailbox = new Recorder(inner.RunList);
        _foreign.RunList.Run(0, _ =>
        {
            outerMailbox.Post(new Note(1));
            inner.RunList.Run(0, _ => innerMailbox.Post(new Note(2)));
            Assert.Equal([2], innerMailbox.Handled);
            Assert.Empty(outerMailbox.Handled);
        });
        Assert.Equal([1], outerMailbox.Handled);
    }

    [Fact]
    public void Busy_mailbox_lets_others_in_between()
    {
        var order = new List<string>();
        Recorder? busy = null;
        busy = new Recorder(_foreign.RunList, note =>
        {
            order.Add($"busy {note.Number}");
            if (note.Number < 2)
                busy!.Post(new Note(note.Number + 1));
        });
        var other = new Recorder(_foreign.RunList, note => order.Add("other"));
        _foreign.RunList.Run(0, _ =>
        {
            busy.Post(new Note(0));
            other.Post(new Note(0));
        });
        Assert.Equal(["busy 0", "other", "busy 1", "busy 2"], order);
    }

    [Fact]
    public void Throwing_handler_costs_its_own_event_and_nothing_else()
    {
        var sick = new Recorder(_foreign.RunList, note =>
        {
            if (note.Number == 1)
                throw new InvalidOperationException("first");
            if (note.Number == 2)
                throw new InvalidOperationException("second");
        });
        var healthy = new Recorder(_foreign.RunList);
        var thrown = Assert.Throws<InvalidOperationException>(() => _foreign.RunList.Run(0, _ =>
        {
            sick.Post(new Note(1));
            sick.Post(new Note(2));
            sick.Post(new Note(3));
            healthy.Post(new Note(4));
        }));
        Assert.Equal("first", thrown.Message);
        Assert.Equal([1, 2, 3], sick.Handled);
        Assert.Equal([4], healthy.Handled);

        _foreign.RunList.Run(0, _ => sick.Post(new Note(5)));
        Assert.Equal([1, 2, 3, 5], sick.Handled);
    }

    [Fact]
    public void Throwing_action_loses_no_post()
    {
        var mailbox = new Recorder(_foreign.RunList);
        Assert.Throws<InvalidOperationException>(() => _foreign.RunList.Run(0, _ =>
        {
            mailbox.Post(new Note(1));
            throw new InvalidOperationException();
        }));
        Assert.Equal([1], mailbox.Handled);

        mailbox.Post(new Note(2));
        Assert.Equal(1, _foreign.Waiting);
    }
}
