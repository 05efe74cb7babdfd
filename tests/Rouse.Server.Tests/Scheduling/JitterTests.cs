using System.Diagnostics;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Tests.Scheduling;

/// <summary>
/// A flood never lets a mailbox go idle, so it never enters the windows in which an event can be lost. Here two posts fall at random
/// distances around the moment at which the mailbox goes to sleep. The planted bugs show that the test can see what it looks for.
/// </summary>
public class JitterTests
{
    // A planted bug shows within milliseconds, unless the machine is so busy that both threads seldom run.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void No_post_is_lost_or_out_of_order_while_the_mailbox_falls_asleep()
    {
        Assert.Null(new Jitter(scheduled => new RealMailbox(scheduled)).FirstFault(TimeSpan.FromMilliseconds(700)));
    }

    [Fact]
    public void Idle_written_without_comparing_loses_a_post()
    {
        Assert.Equal("lost", new Jitter(scheduled => new WritesIdle(scheduled)).FirstFault(Patience));
    }

    [Fact]
    public void Flag_lowered_after_the_last_look_loses_a_post()
    {
        Assert.Equal("lost", new Jitter(scheduled => new LowersFlagLate(scheduled)).FirstFault(Patience));
    }

    [Fact]
    public void Stack_that_is_not_reversed_is_out_of_order()
    {
        Assert.Equal("out of order", new Jitter(scheduled => new NeverReverses(scheduled)).FirstFault(Patience));
    }

    sealed class Jitter(Func<Action, ISubject> make)
    {
        int _scheduled;
        long _idle;
        volatile bool _stop;

        public string? FirstFault(TimeSpan limit)
        {
            var subject = make(() => Interlocked.Exchange(ref _scheduled, 1));
            var handler = new Thread(() => HandleWhatIsScheduled(subject));
            handler.Start();
            try
            {
                var random = new Random(1);
                var watch = Stopwatch.StartNew();
                for (var posted = 2; watch.Elapsed < limit; posted += 2)
                {
                    subject.Post(posted - 1);
                    Thread.SpinWait(random.Next(200));
                    subject.Post(posted);
                    if (!WaitFor(subject, posted))
                        return "lost";
                    if (subject.OutOfOrder)
                        return "out of order";
                }
                return null;
            }
            finally
            {
                _stop = true;
                handler.Join();
            }
        }

        void HandleWhatIsScheduled(ISubject subject)
        {
            while (!_stop)
            {
                if (Volatile.Read(ref _scheduled) != 0)
                {
                    Volatile.Write(ref _scheduled, 0);
                    subject.Run();
                }
                else
                {
                    // With a fence: the count must not lag behind the looks that it counts.
                    Interlocked.Increment(ref _idle);
                }
            }
        }

        // Lost for certain: the handler looked twice since the posts returned, found nothing scheduled, and an event is still there. No
        // time limit needed.
        bool WaitFor(ISubject subject, int posted)
        {
            Interlocked.MemoryBarrier();
            var idle = Volatile.Read(ref _idle);
            while (subject.Handled < posted)
            {
                if (Volatile.Read(ref _idle) >= idle + 2 && subject.Handled < posted)
                    return false;
            }
            return true;
        }
    }

    interface ISubject
    {
        int Handled { get; }

        bool OutOfOrder { get; }

        void Post(int number);

        void Run();
    }

    sealed class RealMailbox : Mailbox, ISubject
    {
        readonly RunList _runList;
        int _handled;

        public RealMailbox(Action scheduled)
            : this(new RunList(_ => scheduled()))
        {
        }

        RealMailbox(RunList runList)
            : base(runList) => _runList = runList;

        public int Handled => Volatile.Read(ref _handled);

        public bool OutOfOrder { get; private set; }

        public void Post(int number) => Post(new Note(number));

        public void Run() => _runList.RunMailbox(this);

        protected override void Handle(MailboxEvent happened)
        {
            OutOfOrder |= ((Note)happened).Number != _handled + 1;
            Volatile.Write(ref _handled, _handled + 1);
        }
    }

    /// <summary>A mailbox as it should be but for what a mutant overrides.</summary>
    abstract class Mutant(Action scheduled) : ISubject
    {
        protected static readonly Item Idle = new(0);

        protected Item? _head = Idle;
        int _handled;

        public int Handled => Volatile.Read(ref _handled);

        public bool OutOfOrder { get; private set; }

        public virtual void Post(int number)
        {
            if (Push(number, Idle))
                scheduled();
        }

        public void Run()
        {
            do
            {
                for (var item = Order(Interlocked.Exchange(ref _head, null)); item != null; item = item.Next)
                {
                    OutOfOrder |= item.Number != _handled + 1;
                    Volatile.Write(ref _handled, _handled + 1);
                }
            }
            while (!FallAsleep());
        }

        protected bool Push(int number, Item? empty)
        {
            var item = new Item(number);
            while (true)
            {
                var seen = Volatile.Read(ref _head);
                item.Next = ReferenceEquals(seen, empty) ? null : seen;
                if (ReferenceEquals(Interlocked.CompareExchange(ref _head, item, seen), seen))
                    return ReferenceEquals(seen, empty);
            }
        }

        protected virtual bool FallAsleep() => Interlocked.CompareExchange(ref _head, Idle, null) == null;

        // Wide enough to be met also where the two threads share one processor.
        protected static void Window() => Thread.Yield();

        protected virtual Item? Order(Item? stack)
        {
            Item? reversed = null;
            for (; stack != null; stack = stack.Next)
                reversed = new Item(stack.Number) { Next = reversed };
            return reversed;
        }

        protected sealed class Item(int number)
        {
            public int Number => number;

            public Item? Next { get; set; }
        }
    }

    sealed class WritesIdle(Action scheduled) : Mutant(scheduled)
    {
        protected override bool FallAsleep()
        {
            if (Volatile.Read(ref _head) != null)
                return false;
            Window();
            Volatile.Write(ref _head, Idle);
            return true;
        }
    }

    sealed class LowersFlagLate : Mutant
    {
        readonly Action _schedule;
        bool _awake;

        public LowersFlagLate(Action scheduled)
            : base(scheduled) => (_schedule, _head) = (scheduled, null);

        public override void Post(int number)
        {
            Push(number, null);
            if (Volatile.Read(ref _awake))
                return;
            Volatile.Write(ref _awake, true);
            _schedule();
        }

        // What a processor makes of the right order when no fence stands between the write and the read.
        protected override bool FallAsleep()
        {
            var isEmpty = Volatile.Read(ref _head) == null;
            Window();
            Volatile.Write(ref _awake, false);
            return isEmpty;
        }
    }

    sealed class NeverReverses(Action scheduled) : Mutant(scheduled)
    {
        protected override Item? Order(Item? stack) => stack;
    }
}
