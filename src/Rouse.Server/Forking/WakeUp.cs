using Rouse.Push;

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
/// <param name="Message">What is sent.</param>
/// <param name="IsVoip">Whether it is a VoIP push: the phone must be given the INVITE that it was woken for.</param>
sealed record WakeUp(PushMessage Message, bool IsVoip)
{
    public WakeUpState State { get; set; }

    /// <summary>The provider's answer; null while there is none.</summary>
    public PushOutcome? Outcome { get; set; }

    /// <summary>Whether a phone may still come because of it.</summary>
    public bool IsPending => State is WakeUpState.Sent or WakeUpState.Accepted;
}
