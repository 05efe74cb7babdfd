using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>
/// One received request with everything that it caused: server transaction, fork, branches, wake-ups. All of it is touched only by this
/// mailbox's handler, one event at a time.
/// </summary>
sealed class Exchange(
    ExchangeServices services, TransactionKey key, SipRequest request, Flow flow, long receiveNumber, ReadOnlyMemory<byte> topVia)
    : RequestContext(services.RunList, request, flow, receiveNumber, topVia)
{
    readonly List<BranchTransaction> _branches = [];
    readonly ExchangeTimeline _timeline = new(services, request);
    ExchangeFork? _fork;
    CallerTransaction? _caller;
    BindingWatch? _watch;
    TimerHandle _tryingTimer;
    TimeSpan _window;
    Verdict _verdict = Verdict.Suspended;
    bool _isFindable;
    bool _isUnderWay;
    bool _hasFinal;
    bool _isHeld;
    bool _hasFailed;

    /// <summary>Whoever has not seen the request cannot forge a response: it would have to guess this.</summary>
    public long Id { get; } = RandomNumbers.Next();

    public TransactionKey Key { get; } = key;

    public SipTimers SipTimers => services.SipTimers;

    public ExchangeServices Services => services;

    /// <summary>Null before one began, and where none is kept.</summary>
    public CallerTransaction? Caller => _caller;

    public List<BranchTransaction> Branches => _branches;

    public override TimeSpan WindowLeft
    {
        get
        {
            var left = Later(_window);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    bool IsInvite => Request.Method == SipMethod.Invite;

    protected override void Handle(MailboxEvent happened)
    {
        try
        {
            On(happened);
            EndWhenOver();
        }
        catch (Exception failure)
        {
            // The one catch site of the kernel: a bug or a broken dependency costs this request, not the server.
            Log.Failed(services.Log, failure, _timeline.CallIdText, happened.GetType().Name);
            if (!_hasFailed)
                Post(new HandlingFailed());
            _hasFailed = true;
        }
    }

    void On(MailboxEvent happened)
    {
        switch (happened)
        {
            case RequestArrived:
                Step(StepKind.Received, detail: Flow);
                _verdict = services.Pipeline.Run(this);
                break;
            case RequestRetransmitted again:
                services.Meter.Repeated(Request.Method);
                AnswerOn(again.Flow);
                _caller?.RequestRetransmitted();
                break;
            case AckArrived ack:
                // To a 2xx, with the INVITE's branch: it goes its own way.
                if (_caller?.AckReceived() != true)
                    new Exchange(services, Key, ack.Ack, ack.Flow, ReceiveNumber, ack.TopVia).Post(new RequestArrived());
                break;
            case CancelArrived cancelled:
                AnswerOn(cancelled.Flow);
                Cancel(cancelled.Cancel);
                break;
            case HandlingFailed:
                Step(StepKind.Failed);
                CutShort(500);
                break;
            case ServerStopped when _isUnderWay:
                Step(StepKind.Note, detail: "the server stopped");
                CutShort(StoppingAnswer.Status, StoppingAnswer.Phrase, StoppingAnswer.Headers);
                break;
            case ResponseArrived arrived:
                Receive(arrived);
                break;
            case TransactionTimerFired timer:
                timer.Transaction.TimerFired(timer.Timer);
                break;
            case FlowLost lost:
                lost.Transaction.FlowWasLost();
                break;
            case SilenceEnded silence:
                silence.Transaction.EndSilence();
                break;
            // Unless it was cancelled meanwhile.
            case WorkCompleted work when _verdict == Verdict.Suspended:
                _verdict = work.GoOn(this);
                if (_verdict == Verdict.Continue)
                    _verdict = services.Pipeline.Run(this);
                break;
            case TryingDue:
                SendTrying();
                break;
            case BindingsDue due:
                if (_fork is { AwaitsPhones: true })
                    _watch?.Read(_fork, due.Wait);
                break;
            default:
                _fork?.On(happened);
                break;
        }
    }

    public override Verdict Answer(int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null)
    {
        if (Request.Method == SipMethod.Ack)
            return Verdict.Dropped;
        Step(StepKind.Final, status: status, detail: phrase ?? SipStatus.Phrase(status));
        Send(status, BuildResponse(status, phrase, headers));
        return Verdict.Answered;
    }

    public override void Watch(AddressOfRecord aor, string? instance = null)
    {
        _watch ??= new BindingWatch(this);
        _watch.Add(aor, instance);
    }

    public override Verdict Fork(ForkKind kind, IReadOnlyList<Target> targets)
    {
        if (Request.Method == SipMethod.Ack)
        {
            ExchangeFork.SendOn(this, targets);
            return Verdict.Taken;
        }
        _window = services.Hold.Current.WindowOf(kind, Request);
        _fork = new ExchangeFork(this, kind, Later(_window));
        BeginTransaction();
        if (kind == ForkKind.Basic)
            StopWatching();
        else
            _watch?.BeginReading();
        _fork.Start(targets);
        return Verdict.Taken;
    }

    public override Verdict Suspend()
    {
        // An answered REGISTER keeps no transaction: its answer is made again.
        if (Request.Method == SipMethod.Register)
            BecomeFindable();
        else if (Request.Method != SipMethod.Ack)
            BeginTransaction();
        return Verdict.Suspended;
    }

    public override void Complete(Func<RequestContext, Verdict> next) => Post(new WorkCompleted(next));

    public override void Wake(Target target, WakeUp wakeUp, TimeSpan after) => _fork?.Wake(target, wakeUp, after);

    public override void WakeUpAnswered(Target target, PushOutcome outcome) => Post(new PushAnswered(target, outcome));

    public override void Step(StepKind kind, Target? target = null, int status = 0, object? detail = null) =>
        _timeline.Step(kind, target, status, detail);

    /// <summary>A phone that the request may reach.</summary>
    public void AddPhone(Target target) => _timeline.AddPhone(target);

    public void SendToCaller(ReadOnlyMemory<byte> response)
    {
        Flow = ReturnPath.Of(CallerPath.Of(this).Choose(Flow, services.Locations)!, this, services.Flows);
        Flow.Send(response);
    }

    public void Send(int status, ReadOnlyMemory<byte> response)
    {
        if (status >= 200 && !_hasFinal)
            Conclude(status);
        if (_caller != null)
            _caller.Respond(status, response);
        else
            SendToCaller(response);
    }

    void Conclude(int status)
    {
        _hasFinal = true;
        services.Meter.Answered(Request.Method, status);
        _tryingTimer.Stop();
        if (!_isFindable)
            _timeline.End();
        else if (_fork is { HasPushed: true })
            _timeline.TellOfWakeUp();
    }

    public byte[] BuildResponse(int status, string? phrase, IReadOnlyList<HeaderLine>? headers)
    {
        var builder = new ResponseBuilder(Request, status, phrase, TopVia, status == 100 ? [] : services.Tags.Make(Request));
        foreach (var header in headers ?? [])
            builder.Add(header.Name, header.Value.Span);
        return builder.ToArray();
    }

    public TimerHandle StartTimer(MailboxEvent happened, TimeSpan after) => services.Timers.Start(this, happened, after);

    public byte[] NewVia(Flow to, int index, uint salt = 0) =>
        ViaBranches.Write(to.Listener, Id, index, ViaBranches.LoopHash(Request, RouteNumber) + salt);

    public void AddBranch(Branch branch, byte[] written)
    {
        var transaction = new BranchTransaction(this, branch, services.SipTimers, IsInvite, written);
        _branches.Add(transaction);
        transaction.Start();
    }

    public void CancelWasSent(Branch branch, CancelReason reason)
    {
        Step(StepKind.CancelSent, branch.Target, detail: reason);
        _fork!.CancelWasSent(branch);
    }

    /// <summary>Timer B fired on a branch that a push accompanies: it waits on for a late answer.</summary>
    public void BranchIsSilent(BranchTransaction transaction)
    {
        StartTimer(new SilenceEnded(transaction), WindowLeft);
        Post(new BranchFailed(transaction.Branch, BranchFailure.NoResponse));
    }

    // A flow that is gone is left for the one on which the caller shows itself.
    void AnswerOn(Flow flow)
    {
        if (!Flow.IsOpen && CallerPath.Of(this).MayTake(flow))
            Flow = flow;
    }

    void Cancel(SipRequest cancel)
    {
        if (_fork != null)
            _fork.Cancel(cancel);
        else if (_verdict == Verdict.Suspended && !_hasFinal)
        {
            Step(StepKind.CallerCancelled, detail: CancelReason.Of(cancel));
            _verdict = Answer(487);
        }
    }

    // An answer is better than silence, and who rings for a request that came to grief must not ring on.
    void CutShort(int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null)
    {
        if (!_hasFinal)
            _verdict = Answer(status, phrase, headers);
        _fork?.Abort();
    }

    void Receive(ResponseArrived arrived)
    {
        var response = arrived.Response;
        if (arrived.Index >= _branches.Count || !response.TryGetCSeq(out var cseq))
            return;
        var transaction = _branches[arrived.Index];
        if (!cseq.Method.SequenceEqual(Request.MethodName))
        {
            transaction.ReceiveOwn(cseq.Method, response);
        }
        else if (transaction.CanBeForwarded(response) && transaction.Receive(response))
        {
            Step(StepKind.Response, transaction.Branch.Target, response.Status, response);
            if (response.Status < 200)
                transaction.SendPendingCancel();
            _fork!.Receive(transaction.Branch, response);
        }
    }

    // What is counted from the arrival, counted from now; not more than nothing when it should have been already.
    TimeSpan Later(TimeSpan sinceArrival) => sinceArrival - _timeline.Age;

    void BeginTransaction()
    {
        if (_caller != null)
            return;
        BecomeFindable();
        _caller = new CallerTransaction(this, services.SipTimers, IsInvite, Flow.IsReliable);
        if (IsInvite)
            SendTrying();
        else
            _tryingTimer = StartTimer(new TryingDue(), Later(HoldOptions.NonInviteTrying));
    }

    void SendTrying() => _caller?.Respond(100, BuildResponse(100, null, null));

    void BecomeFindable()
    {
        if (_isFindable)
            return;
        _isFindable = true;
        _isUnderWay = true;
        services.Table.Add(this);
        _timeline.Begin();
    }

    void CountHeld()
    {
        if (_fork == null || _fork.IsHolding == _isHeld)
            return;
        _isHeld = !_isHeld;
        services.Meter.Held(IsInvite, _isHeld);
    }

    void StopWatching()
    {
        _watch?.Stop();
        _watch = null;
    }

    void EndWhenOver()
    {
        CountHeld();
        // A provider's answer belongs into the timeline; after a failure nobody knows what else will come.
        var mayShrink = !_hasFailed && _fork is not { AwaitsProvider: true };
        if (IsConcluded() && ExchangeRest.IsReached(_caller, _branches, mayShrink) && services.Ended.TryAdd(this))
            End();
        else
            ExchangeRest.StartLastTimers(_caller, _branches);
    }

    bool IsConcluded()
    {
        if (_fork is { IsRunning: true })
            return false;
        _fork?.StopPushes();
        if (_fork is { AwaitsPhones: true })
            return false;
        StopWatching();
        if (!_isFindable || _verdict == Verdict.Suspended)
            return false;
        if (_isUnderWay)
            services.Table.Rest();
        _isUnderWay = false;
        return true;
    }

    // From here on the remains answer, where there are any.
    void End()
    {
        _isFindable = false;
        _tryingTimer.Stop();
        services.Table.Remove(this);
        ExchangeRest.LetGo(_caller, _branches);
        _fork?.StopTimers();
        _timeline.End();
    }
}
