using Rouse.Push;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Forking;

/// <summary>How far one push has come.</summary>
enum WakeUpState : byte
{
    /// <summary>Sent only if the phone, which seems awake, answers nothing.</summary>
    Planned,

    /// <summary>With the provider.</summary>
    Sent,

    /// <summary>The provider took it; the phone is awaited.</summary>
    Accepted,

    /// <summary>Refused, dead token or no answer: nobody will wake.</summary>
    Failed,
}

/// <summary>One push for one (exchange, binding), whatever happens later.</summary>
/// <param name="Message">What is sent; its time to live is set when it is sent.</param>
sealed record WakeUp(PushMessage Message)
{
    CancellationTokenSource? _sending;

    public WakeUpState State { get; set; }

    /// <summary>The provider's answer; null while there is none.</summary>
    public PushOutcome? Outcome { get; private set; }

    /// <summary>Whether a phone may still come because of it.</summary>
    public bool IsPending => State is WakeUpState.Sent or WakeUpState.Accepted;

    /// <summary>
    /// Whether the app must show a call because of it, or iOS stops it: a VoIP push that Apple has or may have, or that is on its way
    /// there. One that was refused, failed or never left obliges nobody.
    /// </summary>
    public bool ObligesApp => Message.Service == PushService.Voip && (IsPending || Outcome is { MayHaveArrived: true });

    /// <summary>
    /// Whether the app wants a push, too, when the call is over without it (an option of the app, never for VoIP); false once it was sent.
    /// </summary>
    public bool MayPushCancel { get; set; }

    /// <summary>The app that pushes it, for metrics.</summary>
    public AppTags App { get; init; } = AppTags.None;

    /// <summary>Timestamp at which it was sent; null before that, and once its phone has registered.</summary>
    public long? AwaitedSince { get; set; }

    /// <summary>It goes to its provider, until what is returned takes it back.</summary>
    public CancellationToken Send()
    {
        State = WakeUpState.Sent;
        _sending ??= new CancellationTokenSource();
        return _sending.Token;
    }

    /// <summary>It is not needed any more: a provider that is still trying stops.</summary>
    public void TakeBack() => _sending?.Cancel();

    public void Answered(PushOutcome outcome)
    {
        Outcome = outcome;
        State = outcome.Verdict == PushVerdict.Accepted ? WakeUpState.Accepted : WakeUpState.Failed;
    }

    /// <summary>What the caller is told; the provider's own words may speak of the operator and stay in the log.</summary>
    public string FailurePhrase => Outcome?.Verdict switch
    {
        PushVerdict.DeadToken => "Phone Cannot Be Woken: App Was Removed",
        PushVerdict.Refused => "Phone Cannot Be Woken: Push Refused",
        _ => "Phone Cannot Be Woken: Push Failed",
    };
}
