using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Location;

namespace Rouse.Server.Timelines;

/// <summary>Steps in words; their details must be those that are kept (<see cref="StepDetail"/>).</summary>
static class StepText
{
    public const string SandboxMark = "sandbox: nothing was sent to Apple/Google";

    public static string Of(Step step) => step.Kind switch
    {
        StepKind.Received => $"received from {step.Detail}",
        StepKind.Authenticated when step.Detail == null => "the sender proved who it is",
        StepKind.Authenticated => $"the sender proved that it is {step.Detail}",
        StepKind.Refused => $"refused: {step.Detail}",
        StepKind.PhoneFound when step.Detail is PhoneState phone => $"phone {step.Phone}: {Of((Reachability)step.Status, phone)}",
        StepKind.NotPushed => $"no push to phone {step.Phone}: {step.Detail}",
        StepKind.PushPlanned when step.Detail is SentPush push =>
            $"phone {step.Phone} gets a {push.Kind} in {ShownText.Of(TimeSpan.FromMilliseconds(step.Status))} unless it answers",
        StepKind.PushSent when step.Detail is SentPush push => $"{push.Kind} to phone {step.Phone}: {push}",
        StepKind.PushAnswered when step.Detail is PushOutcome outcome => $"push to phone {step.Phone} {Of(outcome)}",
        StepKind.Registered => $"phone {step.Phone} registered from {step.Detail}",
        StepKind.Sent => $"sent to {Who(step)} on {step.Detail}",
        StepKind.Response => $"{Who(step)} answered {Status(step)}",
        StepKind.RefusalDropped => $"that answer of phone {step.Phone} does not count: what was sent to it first rings",
        StepKind.Lost => $"phone {step.Phone}: {step.Detail}, waiting for it to register",
        StepKind.GivenUp => $"{Who(step)} is given up: {step.Detail}",
        StepKind.FinalWaits => $"the answer so far waits for phones that sleep, {step.Detail} at most",
        StepKind.CallerCancelled => $"the caller hung up{Because(step)}",
        StepKind.CancelSent => $"{Who(step)} is told that the call is over{Because(step)}",
        StepKind.HungUp => $"{Who(step)} answered too late and was hung up",
        StepKind.Told => $"the caller is told {Status(step)}",
        StepKind.Final when step.Phone > 0 => $"the caller gets {Status(step)} of phone {step.Phone}",
        StepKind.Final => $"the caller gets {Status(step)}",
        StepKind.PhoneOwed => $"phone {step.Phone} gets INVITE and CANCEL when it registers: its app must show a call",
        StepKind.CancelPushed when step.Detail is SentPush push => $"{push.Kind} to phone {step.Phone} that the call is over: {push}",
        StepKind.CancelPushAnswered when step.Detail is PushOutcome outcome =>
            $"push to phone {step.Phone} that the call is over {Of(outcome)}",
        StepKind.Failed => "an internal error: see the log",
        StepKind.WentOn => $"it goes on to {step.Detail}",
        StepKind.Stopped => "the server stopped: more is not known",
        _ => $"{step.Detail}",
    };

    // A server, or the other side of a dialog, has no number.
    static string Who(Step step) => step.Phone > 0 ? $"phone {step.Phone}" : "the other side";

    /// <summary>A provider's answer: its status and reason as it said them, its id of the push, how often it was asked.</summary>
    public static string Of(PushOutcome outcome)
    {
        var facts = new List<string>(4);
        if (ReasonOf(outcome) is { Length: > 0 } reason)
            facts.Add(reason);
        if (outcome.ProviderId is { } id)
            facts.Add($"id {id}");
        if (outcome.Attempts > 1)
            facts.Add($"{outcome.Attempts} attempts");
        if (outcome.IsSandbox)
            facts.Add(SandboxMark);
        return $"{Of(outcome.Verdict)} ({string.Join(", ", facts)})";
    }

    /// <summary>Status and reason; many providers repeat the status in the reason.</summary>
    public static string ReasonOf(PushOutcome outcome) =>
        outcome.Status == 0 || outcome.Reason.StartsWith($"{outcome.Status}", StringComparison.Ordinal) ? outcome.Reason
        : $"{outcome.Status} {outcome.Reason}".TrimEnd();

    /// <summary>A status with the words of who gave it, else the usual ones, if there are any.</summary>
    public static string Status(int status, string? phrase) =>
        (phrase ?? SipStatus.Phrase(status)) is var words && words == "Unknown" ? $"{status}" : $"{status} {words}";

    static string Status(Step step) => Status(step.Status, step.Detail as string);

    static string Because(Step step) => step.Detail is string reason ? $" (Reason: {reason})" : "";

    static string Of(PushVerdict verdict) => verdict switch
    {
        PushVerdict.Accepted => "accepted",
        PushVerdict.DeadToken => "refused, the token is dead",
        PushVerdict.Refused => "refused",
        _ => "failed",
    };

    static string Of(Reachability reachability, PhoneState phone)
    {
        var reach = reachability switch
        {
            Reachability.Awake => $"awake on {phone.Path}",
            Reachability.Dormant => $"silent on {phone.Path}",
            _ when phone.Path.Length > 0 => $"asleep, it was on {phone.Path}",
            _ => "asleep",
        };
        return phone.CanBePushed ? $"{reach}; can be pushed" : phone.HasPush ? reach : $"{reach}; gave no push parameters";
    }
}
