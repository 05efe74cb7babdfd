using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>
/// One received request with everything that it caused: server transaction, fork, branches, wake-ups. All of it is touched only by this mailbox's
/// handler, one event at a time.
/// </summary>
sealed class Exchange(ExchangeServices services, TransactionKey key, SipRequest request, Flow flow, long receiveNumber, ReadOnlyMemory<byte> topVia)
    : RequestContext(services.RunList, request, flow, receiveNumber, topVia), ILocationWatcher
{
    readonly long _arrivedAt = services.Time.GetTimestamp();
    readonly List<BranchTransaction> _branches = [];
    ExchangeFork? _fork;
    CallerTransaction? _caller;
    AddressOfRecord? _watched;
    TimerHandle _tryingTimer;
    TimerHandle _bindingsTimer;
    TimeSpan _window;
    Verdict _verdict = Verdict.Suspended;
    bool _isFindable;

    public long Id { get; } = ExchangeTable.NewId();

    public TransactionKey Key { get; } = key;

    public SipTimers SipTimers => services.SipTimers;

    public ExchangeServices Services => services;

    public IReadOnlyList<BranchTransaction> Branches => _branches;

    public override TimeSpan WindowLeft
    {
        get
        {
            var left = _window - services.Time.GetElapsedTime(_arrivedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    bool IsInvite => Request.Method == SipMethod.Invite;

    protected override void Handle(MailboxEvent happened)
    {
        try
        {
            On(happened);
        }
        catch (Exception failure)
        {
            // The one catch site of the kernel: a bug or a broken dependency costs this request, not the server.
            Log.Failed(services.Log, failure, CallIdText, happened.GetType().Name);
            if (_caller is not { HasFinal: true })
                _verdict = Answer(500);
        }
        EndWhenOver();
    }

    void On(MailboxEvent happened)
    {
        switch (happened)
        {
            case RequestArrived:
                _verdict = services.Pipeline.Run(this);
                break;
            case RequestRetransmitted:
                _caller?.RequestRetransmitted();
                break;
            case AckArrived:
                _caller?.AckReceived();
                break;
            case CancelArrived cancelled:
                _fork?.Cancel(cancelled.Cancel);
                break;
            case ResponseArrived arrived when arrived.Index < _branches.Count:
                Receive(_branches[arrived.Index], arrived.Response);
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
            case WorkCompleted work:
                _verdict = work.GoOn(this);
                if (_verdict == Verdict.Continue)
                    _verdict = services.Pipeline.Run(this);
                break;
            case TryingDue:
                SendTrying();
                break;
            case BindingsDue due:
                ReadBindings(due.Wait);
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
        Step($"answered {status} {phrase ?? SipStatus.Phrase(status)}");
        Send(status, BuildResponse(status, phrase, headers));
        return Verdict.Answered;
    }

    public override void Watch(AddressOfRecord aor)
    {
        _watched = aor;
        services.Watches.Watch(aor, this);
    }

    public override Verdict Fork(ForkKind kind, IReadOnlyList<Target> targets)
    {
        _fork = new ExchangeFork(this, kind, Window(kind));
        _window = _fork.Window;
        if (Request.Method == SipMethod.Ack)
        {
            _fork.SendOn(targets);
            return Verdict.Taken;
        }
        BeginTransaction();
        if (kind == ForkKind.Basic)
            StopWatching();
        else if (_watched != null)
            _bindingsTimer = StartTimer(new BindingsDue(TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(1));
        _fork.Start(targets);
        return Verdict.Taken;
    }

    public override Verdict Suspend()
    {
        if (IsInvite)
            BeginTransaction();
        else
            BecomeFindable();
        return Verdict.Suspended;
    }

    public override void Complete(Func<RequestContext, Verdict> next) => Post(new WorkCompleted(next));

    public override void Wake(Target target, WakeUp wakeUp, TimeSpan after) => _fork?.Wake(target, wakeUp, after);

    public override void WakeUpAnswered(Target target, PushOutcome outcome) => Post(new PushAnswered(target, outcome));

    public override void Step(string text) => Log.Step(services.Log, CallIdText, Request.Method, text);

    void ILocationWatcher.Registered(Binding binding) => Post(new PhoneRegistered(binding));

    /// <summary>The caller's phone may have moved since: its present flow is taken.</summary>
    public void SendToCaller(ReadOnlyMemory<byte> response)
    {
        if (CallerBinding is { } caller && services.Locations.FindById(caller.Id)?.Flow is { IsOpen: true } present && !present.IsSamePath(Flow))
            Flow = present;
        Flow.Send(response);
    }

    public void Send(int status, ReadOnlyMemory<byte> response)
    {
        if (status >= 200)
            _tryingTimer.Stop();
        if (_caller != null)
            _caller.Respond(status, response);
        else
            SendToCaller(response);
    }

    public byte[] BuildResponse(int status, string? phrase, IReadOnlyList<HeaderLine>? headers)
    {
        var builder = new ResponseBuilder(Request, status, phrase, TopVia, services.Tags.Make(Request));
        foreach (var header in headers ?? [])
            builder.Add(header.Name, header.Value.Span);
        return builder.ToArray();
    }

    public TimerHandle StartTimer(MailboxEvent happened, TimeSpan after) => services.Timers.Start(this, happened, after);

    public byte[] NewVia(Flow to, int index, uint salt = 0) => ViaBranches.Write(to.Listener, Id, index, ViaBranches.LoopHash(Request) + salt);

    public void AddBranch(Branch branch, byte[] written)
    {
        var transaction = new BranchTransaction(this, branch, services.SipTimers, IsInvite, written);
        _branches.Add(transaction);
        transaction.Start();
    }

    public void CancelWasSent(Branch branch) => _fork!.CancelWasSent(branch);

    /// <summary>Timer B fired on a branch that a VoIP push accompanies: it waits on for a late answer.</summary>
    public void BranchIsSilent(BranchTransaction transaction)
    {
        StartTimer(new SilenceEnded(transaction), WindowLeft);
        Post(new BranchFailed(transaction.Branch, BranchFailure.NoResponse));
    }

    string CallIdText => System.Text.Encoding.UTF8.GetString(Request.CallId);

    void Receive(BranchTransaction transaction, SipResponse response)
    {
        if (!transaction.Receive(response))
            return;
        Step($"{response} from {transaction.Branch.Flow}");
        _fork!.Receive(transaction.Branch, response);
    }

    TimeSpan Window(ForkKind kind)
    {
        if (kind == ForkKind.Basic)
            return TimeSpan.Zero;
        if (kind == ForkKind.Message)
            return HoldOptions.MessageWindow;
        var expires = Request.Headers.First(HeaderName.Expires).Span;
        return System.Buffers.Text.Utf8Parser.TryParse(expires, out uint seconds, out var length) && length == expires.Length && seconds > 0
            && TimeSpan.FromSeconds(seconds) < services.Hold.RingWindow
                ? TimeSpan.FromSeconds(seconds)
                : services.Hold.RingWindow;
    }

    void BeginTransaction()
    {
        if (_caller != null)
            return;
        BecomeFindable();
        _caller = new CallerTransaction(this, services.SipTimers, IsInvite, Flow.IsReliable);
        if (IsInvite)
            SendTrying();
        else
            _tryingTimer = StartTimer(new TryingDue(), HoldOptions.NonInviteTrying);
    }

    void SendTrying() => _caller?.Respond(100, BuildResponse(100, null, null));

    void BecomeFindable()
    {
        if (_isFindable)
            return;
        _isFindable = true;
        services.Table.Add(this);
    }

    // A lost event costs seconds, not the call: 1, 2, 4 … s after the arrival.
    void ReadBindings(TimeSpan wait)
    {
        if (_watched is not { } aor || _fork is not { IsRunning: true })
            return;
        foreach (var binding in services.Locations.Find(aor))
            _fork.On(new PhoneRegistered(binding));
        _bindingsTimer = StartTimer(new BindingsDue(wait * 2), wait);
    }

    void StopWatching()
    {
        _bindingsTimer.Stop();
        if (_watched is { } aor)
            services.Watches.Unwatch(aor, this);
        _watched = null;
    }

    void EndWhenOver()
    {
        if (_fork is { IsRunning: true })
            return;
        StopWatching();
        if (!_isFindable || _verdict == Verdict.Suspended)
            return;
        if (_caller is { IsTerminated: false, HasFinal: true } || !_branches.TrueForAll(static b => b.IsOver))
            return;
        _isFindable = false;
        _tryingTimer.Stop();
        services.Table.Remove(this);
    }
}
