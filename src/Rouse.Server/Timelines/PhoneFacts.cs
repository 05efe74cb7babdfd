using Rouse.Push;
using Rouse.Server.Location;

namespace Rouse.Server.Timelines;

/// <summary>How far a phone came with a request; the order is that of nearness to an answer.</summary>
enum PhoneProgress : byte
{
    /// <summary>Nothing could reach it.</summary>
    Unreachable,

    /// <summary>A push was sent, or was to be sent; its provider did not take it, or has not answered.</summary>
    Pushed,

    /// <summary>It got the request on the connection that it had, and answered nothing.</summary>
    Sent,

    /// <summary>The provider took the push.</summary>
    Woken,

    /// <summary>It registered while the request was held.</summary>
    Registered,

    Rang,

    /// <summary>It gave a final response.</summary>
    Answered,
}

/// <summary>What the steps of a timeline say of one phone.</summary>
sealed class PhoneFacts(int number)
{
    public int Number { get; } = number;

    /// <summary>How it could be reached when it was found.</summary>
    public Reachability Reachability { get; private set; }

    /// <summary>When it was found; later than the request where it registered for the first time.</summary>
    public TimeSpan FoundAt { get; private set; }

    public PhoneState State { get; private set; } = new("", false, false);

    public string? NotPushed { get; private set; }

    public NoPush NoPush { get; private set; }

    /// <summary>What was sent or planned; null where nothing was.</summary>
    public SentPush? Push { get; private set; }

    public TimeSpan? PushedAt { get; private set; }

    /// <summary>The provider's answer and when it came.</summary>
    public PushOutcome? Outcome { get; private set; }

    public TimeSpan? OutcomeAt { get; private set; }

    /// <summary>Whether a push left, or may have: not where a limit or a full queue kept it here.</summary>
    public bool WasPushed => PushedAt != null && Outcome is not { Verdict: PushVerdict.Failed, Attempts: 0 };

    /// <summary>When it registered first while the request was held.</summary>
    public TimeSpan? RegisteredAt { get; private set; }

    /// <summary>When the request went to it last.</summary>
    public TimeSpan? SentAt { get; private set; }

    /// <summary>When it said first that it rings, or anything else but 100.</summary>
    public TimeSpan? RangAt { get; private set; }

    /// <summary>Status of its final response, 0 while it has given none that counts; its own words for it, and when it came.</summary>
    public int Final { get; private set; }

    public string? FinalPhrase { get; private set; }

    public TimeSpan FinalAt { get; private set; }

    /// <summary>How it was lost under the request first, and when; null when it was not.</summary>
    public string? Loss { get; private set; }

    public TimeSpan? LostAt { get; private set; }

    /// <summary>It was lost and has not come back.</summary>
    public bool IsLost { get; private set; }

    public string? GivenUp { get; private set; }

    public TimeSpan? GivenUpAt { get; private set; }

    /// <summary>It was told that the call is over.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>It answered when nobody waited for it any more.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>When it registered first after all was over.</summary>
    public TimeSpan? CameLateAt { get; private set; }

    public PhoneProgress Progress => this switch
    {
        { Final: > 0 } => PhoneProgress.Answered,
        { RangAt: not null } => PhoneProgress.Rang,
        { RegisteredAt: not null } => PhoneProgress.Registered,
        { Outcome.Verdict: PushVerdict.Accepted } => PhoneProgress.Woken,
        { SentAt: not null } => PhoneProgress.Sent,
        { PushedAt: not null } => PhoneProgress.Pushed,
        _ => PhoneProgress.Unreachable,
    };

    public void Note(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.PhoneFound:
                (Reachability, FoundAt) = ((Reachability)step.Status, step.At);
                State = step.Detail as PhoneState ?? State;
                break;
            case StepKind.NotPushed:
                (NotPushed, NoPush) = (step.Detail as string ?? "", (NoPush)step.Status);
                break;
            case StepKind.PushPlanned:
                Push = step.Detail as SentPush;
                break;
            case StepKind.PushSent:
                (Push, PushedAt) = (step.Detail as SentPush, step.At);
                break;
            case StepKind.PushAnswered:
                (Outcome, OutcomeAt) = (step.Detail as PushOutcome, step.At);
                break;
            default:
                NoteRequest(step);
                break;
        }
    }

    /// <summary>What happened when the caller had hung up or had its final response.</summary>
    public void NoteLate(Step step)
    {
        if (step.Kind == StepKind.Registered)
            CameLateAt ??= step.At;
        else if (step.Kind == StepKind.HungUp)
            IsHungUp = true;
    }

    void NoteRequest(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Registered:
                RegisteredAt ??= step.At;
                break;
            case StepKind.Sent:
                (SentAt, IsLost) = (step.At, false);
                break;
            case StepKind.Response:
                NoteResponse(step);
                break;
            case StepKind.RefusalDropped:
                Final = 0;
                break;
            case StepKind.Lost:
                (Loss, LostAt, IsLost) = (step.Detail as string, step.At, true);
                break;
            case StepKind.GivenUp:
                (GivenUp, GivenUpAt) = (step.Detail as string, step.At);
                break;
            case StepKind.CancelSent:
                IsCancelled = true;
                break;
            default:
                break;
        }
    }

    void NoteResponse(Step step)
    {
        if (step.Status is > 100 and < 200)
            RangAt ??= step.At;
        // A 487 says only that the CANCEL was understood, and what comes after a 2xx is its repetition.
        else if (step.Status >= 200 && !(step.Status == 487 && IsCancelled) && Final is 0 or >= 300)
            (Final, FinalPhrase, FinalAt) = (step.Status, step.Detail as string, step.At);
    }
}
