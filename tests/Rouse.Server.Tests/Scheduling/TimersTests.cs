using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Tests.Scheduling;

public sealed class TimersTests : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _time = new();
    readonly HandDrained _foreign = new();
    readonly Timers _timers;
    readonly Recorder _mailbox;

    public TimersTests()
    {
        _timers = new Timers(_time, _foreign.RunList);
        _mailbox = new Recorder(_foreign.RunList);
    }

    public void Dispose() => _timers.Dispose();

    public static TheoryData<TimeSpan> Lengths =>
    [
        Tick,
        TimeSpan.FromMilliseconds(500),
        // Falls below itself when counted in doubles.
        TimeSpan.FromTicks(2_900_000),
        TimeSpan.FromSeconds(32),
        TimeSpan.FromSeconds(32) + Tick,
        TimeSpan.FromDays(24),
        // Longer than a platform timer can be.
        TimeSpan.FromDays(400),
    ];

    [Theory, MemberData(nameof(Lengths))]
    public void Timer_fires_when_it_is_due_and_not_one_tick_before(TimeSpan length)
    {
        Start(1, length);
        _time.Advance(length - Tick);
        Assert.Empty(_mailbox.Handled);
        Assert.Equal(1, _timers.Running);
        _time.Advance(Tick);
        Assert.Equal([1], _mailbox.Handled);
        Assert.Equal(0, _timers.Running);
    }

    [Fact]
    public void Due_mailbox_is_handled_on_the_timers_thread_without_a_hop()
    {
        Start(1, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1], _mailbox.Handled);
        Assert.Equal(0, _foreign.Waiting);
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void Nothing_to_wait_for_is_posted_at_once(int seconds)
    {
        Start(1, TimeSpan.FromSeconds(seconds)).Stop();
        _foreign.Drain();
        Assert.Equal([1], _mailbox.Handled);
        Assert.Equal(0, _timers.Running);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_then_of_their_starts()
    {
        Start(3, TimeSpan.FromSeconds(3));
        Start(1, TimeSpan.FromSeconds(1));
        Start(20, TimeSpan.FromSeconds(2));
        Start(21, TimeSpan.FromSeconds(2));
        Start(22, TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 20, 21, 22, 3], _mailbox.Handled);
    }

    [Fact]
    public void Later_start_with_an_earlier_due_time_fires_first_and_on_time()
    {
        Start(2, TimeSpan.FromSeconds(2));
        Start(1, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1], _mailbox.Handled);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2], _mailbox.Handled);
    }

    [Fact]
    public void Stopped_timer_never_fires_and_the_next_one_still_does()
    {
        var first = Start(1, TimeSpan.FromSeconds(1));
        Start(2, TimeSpan.FromSeconds(2));
        first.Stop();
        first.Stop();
        Assert.Equal(1, _timers.Running);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([2], _mailbox.Handled);
        Assert.Equal(0, _timers.Running);
    }

    [Fact]
    public void Stop_after_the_timer_fired_or_of_no_timer_does_nothing()
    {
        var handle = Start(1, Tick);
        _time.Advance(Tick);
        handle.Stop();
        default(TimerHandle).Stop();
        Assert.Equal(0, _timers.Running);
    }

    [Fact]
    public void Restarted_timer_counts_from_its_restart()
    {
        var handle = Start(1, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1) - Tick);
        handle.Stop();
        Start(2, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1) - Tick);
        Assert.Empty(_mailbox.Handled);
        _time.Advance(Tick);
        Assert.Equal([2], _mailbox.Handled);
    }

    [Fact]
    public void Timer_started_by_a_handler_does_not_drift()
    {
        var step = TimeSpan.FromTicks(3_333_333);
        Recorder? repeating = null;
        repeating = new Recorder(_foreign.RunList, note => _timers.Start(repeating!, new Note(note.Number + 1), step));
        _timers.Start(repeating, new Note(1), step);
        for (var i = 0; i < 100; i++)
            _time.Advance(step);
        Assert.Equal(100, repeating.Handled.Count);
        _time.Advance(step - Tick);
        Assert.Equal(100, repeating.Handled.Count);
    }

    [Fact]
    public void Thousands_fire_in_order_and_only_those_not_stopped()
    {
        var random = new Random(1);
        var expected = new List<(TimeSpan After, int Number)>();
        for (var i = 0; i < 5_000; i++)
        {
            var after = TimeSpan.FromTicks(random.NextInt64(1, TimeSpan.TicksPerMinute));
            var handle = Start(i, after);
            if (i % 3 == 0)
                handle.Stop();
            else
                expected.Add((after, i));
        }
        Assert.Equal(expected.Count, _timers.Running);
        for (var i = 0; i < 60; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(expected.OrderBy(e => e.After).ThenBy(e => e.Number).Select(e => e.Number), _mailbox.Handled);
        Assert.Equal(0, _timers.Running);
    }

    [Fact]
    public void Stopped_timers_of_odd_lengths_do_not_pile_up_until_they_are_due()
    {
        Start(1, TimeSpan.FromDays(24));
        for (var i = 0; i < 20_000; i++)
            Start(2, TimeSpan.FromDays(24) - TimeSpan.FromMilliseconds(50)).Stop();
        Assert.InRange(_timers.Entries, 1, 1_030);
        _time.Advance(TimeSpan.FromDays(24));
        Assert.Equal([1], _mailbox.Handled);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(32_000)]
    public void Stopped_timer_of_a_usual_length_leaves_nothing(int milliseconds)
    {
        var handles = Enumerable.Range(0, 100).Select(i => Start(i, TimeSpan.FromMilliseconds(milliseconds))).ToList();
        // The first, the last, one in the middle, and then all.
        foreach (var i in (int[])[0, 99, 50, .. Enumerable.Range(0, 100)])
            handles[i].Stop();
        Assert.Equal(0, _timers.Entries);
    }

    [Fact]
    public void Lengths_that_what_has_passed_makes_shorter_keep_their_order()
    {
        Start(3, TimeSpan.FromSeconds(3.5));
        Start(1, TimeSpan.FromSeconds(3.5) - 2 * Tick);
        Start(4, TimeSpan.FromSeconds(3.5) + Tick);
        Start(2, TimeSpan.FromSeconds(3.5) - Tick);
        _time.Advance(TimeSpan.FromSeconds(3.5) - 2 * Tick);
        Assert.Equal([1], _mailbox.Handled);
        _time.Advance(Tick);
        Assert.Equal([1, 2], _mailbox.Handled);
        _time.Advance(Tick);
        Assert.Equal([1, 2, 3], _mailbox.Handled);
        _time.Advance(Tick);
        Assert.Equal([1, 2, 3, 4], _mailbox.Handled);
    }

    [Fact]
    public void Timer_that_would_have_to_pass_many_fires_in_its_order()
    {
        var step = TimeSpan.FromMilliseconds(10) / 100;
        for (var i = 100; i > 0; i--)
            Start(i, TimeSpan.FromSeconds(1) - (100 - i) * step);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(1, 100), _mailbox.Handled);
        Assert.Equal(0, _timers.Entries);
    }

    [Fact]
    public void More_lengths_than_there_are_queues_fire_all()
    {
        for (var i = 1; i <= 200; i++)
            Start(i, TimeSpan.FromSeconds(i));
        for (var i = 1; i <= 200; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(i, _mailbox.Handled.Count);
        }
        // Those of the first lengths have queues to themselves again.
        for (var i = 201; i <= 400; i++)
            Start(i, TimeSpan.FromSeconds(i)).Stop();
        Assert.InRange(_timers.Entries, 0, 200);
    }

    [Fact]
    public void Stopped_timers_wake_nobody_up()
    {
        var time = new CountingTime(_time);
        using var timers = new Timers(time, _foreign.RunList);
        for (var i = 0; i < 1_000; i++)
        {
            timers.Start(_mailbox, new Note(0), TimeSpan.FromMilliseconds(500)).Stop();
            timers.Start(_mailbox, new Note(0), TimeSpan.FromMilliseconds(501 + i)).Stop();
            _time.Advance(TimeSpan.FromMicroseconds(100));
        }
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((1, 0), (time.Fired, _mailbox.Handled.Count));
    }

    [Fact]
    public void Stopped_timer_keeps_nothing_alive()
    {
        var (handle, mailbox) = StartAndStop();
        GC.Collect();
        Assert.False(mailbox.IsAlive);
        handle.Stop();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    (TimerHandle Handle, WeakReference Mailbox) StartAndStop()
    {
        var mailbox = new Recorder(_foreign.RunList);
        var handle = _timers.Start(mailbox, new Note(1), TimeSpan.FromSeconds(32.05));
        handle.Stop();
        return (handle, new WeakReference(mailbox));
    }

    [Fact]
    public async Task Timer_of_the_system_clock_is_not_early()
    {
        var time = TimeProvider.System;
        var runList = RunList.OnThreadPool();
        using var timers = new Timers(time, runList);
        var fired = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mailbox = new Recorder(runList, _ => fired.SetResult(time.GetTimestamp()));
        var length = TimeSpan.FromMicroseconds(10_700);
        var start = time.GetTimestamp();
        timers.Start(mailbox, new Note(1), length);
        var end = await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(time.GetElapsedTime(start, end) >= length);
    }

    TimerHandle Start(int number, TimeSpan after) => _timers.Start(_mailbox, new Note(number), after);

    /// <summary>How often the timers of a clock fire.</summary>
    sealed class CountingTime(FakeTimeProvider time) : TimeProvider
    {
        public int Fired { get; private set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(
                s =>
                {
                    Fired++;
                    callback(s);
                },
                state, dueTime, period);
    }
}
