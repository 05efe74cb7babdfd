using System.Collections.Concurrent;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>The requests that features send by themselves, until they are answered.</summary>
sealed class OwnRequests(RunList runList, Timers timers, SipTimers sipTimers) : IRequestSender
{
    readonly RunList _runList = runList;
    readonly Timers _timers = timers;
    readonly SipTimers _sipTimers = sipTimers;
    readonly ConcurrentDictionary<long, Sent> _sent = new();
    readonly long _onceId = RandomNumbers.Next();
    int _once;

    /// <summary>Those without an answer; for the leak check of tests.</summary>
    public int Count => _sent.Count;

    public void Send(Flow flow, Func<ReadOnlyMemory<byte>, byte[]> write, Action<int> answered)
    {
        var id = RandomNumbers.Next();
        var request = write(ViaBranches.Write(flow.Listener, id, 0, 0));
        var sent = new Sent(this, id, flow, answered);
        _sent[id] = sent;
        sent.Post(new Begin(request));
    }

    // All bear one number, each a branch of its own.
    public void SendOnce(Flow flow, Func<ReadOnlyMemory<byte>, byte[]> write) =>
        flow.Send(write(ViaBranches.Write(flow.Listener, _onceId, Interlocked.Increment(ref _once) & int.MaxValue, 0)));

    /// <summary>False when the response is to nothing of ours.</summary>
    public bool TryReceive(long id, SipResponse response)
    {
        if (id == _onceId)
            return true;
        if (!_sent.TryGetValue(id, out var sent))
            return false;
        sent.Post(new Answer(response.Status));
        return true;
    }

    /// <summary>One request and its transaction.</summary>
    sealed class Sent : Mailbox, ITransactionOwner, IFlowWatcher
    {
        readonly OwnRequests _owner;
        readonly long _id;
        readonly Flow _flow;
        readonly Action<int> _answered;
        readonly NonInviteClientTransaction _transaction;
        readonly Dictionary<SipTimer, TimerHandle> _timers = [];

        public Sent(OwnRequests owner, long id, Flow flow, Action<int> answered)
            : base(owner._runList)
        {
            (_owner, _id, _flow, _answered) = (owner, id, flow, answered);
            _transaction = new NonInviteClientTransaction(owner._sipTimers, flow.IsReliable, this);
        }

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            if (!_flow.Send(bytes))
                _transaction.TransportFailed();
        }

        // Timer K would only absorb repetitions of an answer; a stray one is dropped just so.
        public void StartTimer(SipTimer timer, TimeSpan after)
        {
            StopTimer(timer);
            if (timer != SipTimer.K)
                _timers[timer] = _owner._timers.Start(this, new TimerDue(timer), after);
        }

        public void StopTimer(SipTimer timer)
        {
            if (_timers.Remove(timer, out var handle))
                handle.Stop();
        }

        public void Terminated(TerminationCause cause) => End(cause == TerminationCause.TimedOut ? 408 : 503);

        void IFlowWatcher.FlowClosed(Flow flow) => Post(new FlowClosed());

        protected override void Handle(MailboxEvent happened)
        {
            switch (happened)
            {
                case Begin begin when _flow.Watch(this):
                    _transaction.Start(begin.Request);
                    break;
                case Begin:
                    End(503);
                    break;
                case Answer answer when _transaction.Receive(answer.Status, default) && answer.Status >= 200:
                    End(answer.Status);
                    break;
                case TimerDue due:
                    _transaction.TimerFired(due.Timer);
                    break;
                case FlowClosed:
                    _transaction.TransportFailed();
                    break;
                default:
                    break;
            }
        }

        void End(int status)
        {
            if (!_owner._sent.TryRemove(new(_id, this)))
                return;
            _flow.Unwatch(this);
            foreach (var handle in _timers.Values)
                handle.Stop();
            _timers.Clear();
            _answered(status);
        }
    }

    sealed class Begin(byte[] request) : MailboxEvent
    {
        public byte[] Request => request;
    }

    sealed class Answer(int status) : MailboxEvent
    {
        public int Status => status;
    }

    sealed class TimerDue(SipTimer timer) : MailboxEvent
    {
        public SipTimer Timer => timer;
    }

    sealed class FlowClosed : MailboxEvent;
}
