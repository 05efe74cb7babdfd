using Rouse.Protocol.Sip;

namespace Rouse.Server.Timelines;

/// <summary>What the steps of a timeline say, put together for the finding.</summary>
sealed class ExchangeFacts
{
    int _serverSaid;

    /// <param name="timeline">The steps.</param>
    /// <param name="now">How old it is; null when it is over.</param>
    public ExchangeFacts(KeptTimeline timeline, TimeSpan? now)
    {
        IsCall = timeline.Method == SipMethod.Invite;
        IsOver = now == null;
        Phones = [.. Enumerable.Range(1, timeline.Phones).Select(static number => new PhoneFacts(number))];
        foreach (var step in timeline.Steps)
        {
            if (step.Phone > 0 && step.Phone <= Phones.Count)
                NotePhone(Phones[step.Phone - 1], step);
            Note(step);
        }
        EndedAt = Final > 0 ? FinalAt : now ?? (timeline.Steps.Count > 0 ? timeline.Steps[^1].At : TimeSpan.Zero);
    }

    public bool IsCall { get; }

    public bool IsOver { get; }

    public IReadOnlyList<PhoneFacts> Phones { get; }

    /// <summary>Why the sender was refused; null when it was not.</summary>
    public string? Refused { get; private set; }

    /// <summary>Status of the first final response to the caller, 0 while there is none; its phrase, and when it went.</summary>
    public int Final { get; private set; }

    public string? FinalPhrase { get; private set; }

    public TimeSpan FinalAt { get; private set; }

    /// <summary>The phone that gave it; null when we did.</summary>
    public PhoneFacts? Decider { get; private set; }

    /// <summary>The other server that it went on to; null when it did not.</summary>
    public string? Server { get; private set; }

    /// <summary>Whether that one gave the final response.</summary>
    public bool IsOfServer => _serverSaid == Final;

    /// <summary>When the caller hung up before there was a final response; null when it did not.</summary>
    public TimeSpan? CancelledAt { get; private set; }

    public string? CancelReason { get; private set; }

    /// <summary>A bug or a broken dependency ended it.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The last that is known of it before the server stopped; null when that did not end it.</summary>
    public string? Stopped { get; private set; }

    /// <summary>When there was a final response; else now.</summary>
    public TimeSpan EndedAt { get; }

    /// <summary>The phone that came nearest to an answer; null without phones.</summary>
    public PhoneFacts? Nearest => Phones.MaxBy(static phone => phone.Progress);

    public string MethodName => IsCall ? "INVITE" : "MESSAGE";

    /// <summary>How a phone is called: by its number only where there are several.</summary>
    public string NameOf(PhoneFacts phone) => Phones.Count == 1 ? "the phone" : $"phone {phone.Number}";

    void NotePhone(PhoneFacts phone, Step step)
    {
        if (Final > 0 || CancelledAt != null)
            phone.NoteLate(step);
        else
            phone.Note(step);
    }

    void Note(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Refused:
                Refused = step.Detail as string ?? "";
                break;
            case StepKind.CallerCancelled when Final == 0:
                (CancelledAt, CancelReason) = (step.At, step.Detail as string);
                break;
            case StepKind.WentOn:
                Server = step.Detail as string;
                break;
            case StepKind.Response when step.Phone == 0:
                _serverSaid = step.Status;
                break;
            case StepKind.Failed:
                HasFailed = true;
                break;
            case StepKind.Stopped:
                Stopped = step.Detail as string ?? "";
                break;
            case StepKind.Final when Final == 0:
                (Final, FinalAt, FinalPhrase) = (step.Status, step.At, step.Detail as string);
                Decider = step.Phone > 0 ? Phones[step.Phone - 1] : null;
                break;
            default:
                break;
        }
    }
}
