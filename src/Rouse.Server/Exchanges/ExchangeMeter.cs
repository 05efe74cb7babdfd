using System.Diagnostics.Metrics;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Telemetry;
using Rouse.Server.Timelines;

namespace Rouse.Server.Exchanges;

/// <summary>The metrics of the exchanges: most are counted from the steps of which their timelines are made.</summary>
sealed class ExchangeMeter
{
    static readonly Label Kind = new("kind", ["call", "message"]);

    static readonly Label Withheld = new("reason", ["other", "defect", "no_credentials", "voip_token_only", "token_refused"]);

    readonly Tally _started;
    readonly Tally _answered;
    readonly Tally _repeated;
    readonly Tally _stray;
    readonly Tally _overloaded;
    readonly Tally _cancelled;
    readonly Tally _failed;
    readonly Tally _withheld;
    readonly StepReasons _unreached;
    readonly StepReasons _loginsFailed;
    readonly Histogram<double> _wake;
    readonly TimeProvider _time;
    int _heldCalls;
    int _heldMessages;

    public ExchangeMeter(Meter meter, ExchangeTable table, TimeProvider time)
    {
        _time = time;
        _started = new(meter, "rouse.exchanges.started", "Requests received, each once.", Label.Method);
        _answered = new(meter, "rouse.exchanges.answered", "Final responses given, each once.", Label.Method, Label.Class);
        _repeated = new(meter, "rouse.retransmissions.absorbed", "Requests that came again and were not handled again.", Label.Method);
        _stray = new(meter, "rouse.sip.responses.stray", "Responses dropped because they belong to nothing, or are broken.");
        _overloaded = new(
            meter, "rouse.overload.refused", "Calls and messages answered 503 because more came than could be handled.", Label.Method);
        _cancelled = new(meter, "rouse.calls.cancelled", "Callers who gave up before an answer.");
        _failed = new(meter, "rouse.exchanges.failed", "Requests that a bug or a broken dependency ended: see the log.");
        _withheld = new(
            meter, "rouse.pushes.withheld", "Phones with push parameters that were not pushed for a call or message, by why.", Withheld);
        _unreached = StepReasons.OfUnreached(meter);
        _loginsFailed = StepReasons.OfRefused(meter);
        _wake = Buckets.Seconds(
            meter, "rouse.wake.duration", "From a push to the REGISTER of its phone; a phone that never comes is not in it.", Buckets.Wake);
        meter.CreateObservableGauge("rouse.exchanges.open", () => table.Count, null, "Requests under way.");
        meter.CreateObservableGauge("rouse.held", MeasureHeld, null, "Calls and messages held now for phones that sleep.");
    }

    public int HeldCalls => Volatile.Read(ref _heldCalls);

    public int HeldMessages => Volatile.Read(ref _heldMessages);

    public void Started(SipMethod method) => _started.Add((int)method);

    public void Repeated(SipMethod method) => _repeated.Add((int)method);

    public void Answered(SipMethod method, int status) => _answered.Add((int)method, Label.ClassOf(status));

    public void Stray() => _stray.Add();

    public void Overloaded(SipMethod method) => _overloaded.Add((int)method);

    /// <summary>A request began, or ceased, to wait for sleeping phones alone.</summary>
    public void Held(bool isCall, bool begins) => Interlocked.Add(ref isCall ? ref _heldCalls : ref _heldMessages, begins ? 1 : -1);

    public void Step(StepKind kind, Target? target, int status, object? detail)
    {
        switch (kind)
        {
            case StepKind.NotPushed:
                _withheld.Add(status);
                break;
            case StepKind.Registered:
                Returned(target?.WakeUp);
                break;
            case StepKind.GivenUp when target is not { Places: not null }:
                _unreached.Add(detail as string);
                break;
            case StepKind.Refused:
                _loginsFailed.Add(detail as string);
                break;
            case StepKind.CallerCancelled:
                _cancelled.Add();
                break;
            case StepKind.Failed:
                _failed.Add();
                break;
            default:
                break;
        }
    }

    void Returned(WakeUp? wakeUp)
    {
        if (wakeUp is not { AwaitedSince: { } sentAt })
            return;
        wakeUp.AwaitedSince = null;
        _wake.Record(_time.GetElapsedTime(sentAt).TotalSeconds, wakeUp.App.Tags);
    }

    IEnumerable<Measurement<int>> MeasureHeld() =>
    [
        new(HeldCalls, new KeyValuePair<string, object?>(Kind.Name, Kind.Values[0])),
        new(HeldMessages, new KeyValuePair<string, object?>(Kind.Name, Kind.Values[1])),
    ];
}
