using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>Steps in words.</summary>
static class StepText
{
    public static string Of(Step step) => step.Kind switch
    {
        StepKind.Received => $"received from {step.Detail}",
        StepKind.Authenticated => $"sent by {step.Detail}",
        StepKind.Refused => $"refused: {step.Detail}",
        StepKind.PhoneFound => $"phone {step.Phone}: {step.Detail}",
        StepKind.NotPushed => $"no push to phone {step.Phone}: {step.Detail}",
        StepKind.PushPlanned => $"push to phone {step.Phone} in {step.Detail} unless it answers",
        StepKind.PushSent => $"push to phone {step.Phone}: {step.Detail}",
        StepKind.PushAnswered when step.Detail is PushOutcome outcome =>
            $"push to phone {step.Phone}: {outcome.Verdict} ({outcome.Status} {outcome.Reason})",
        StepKind.Registered => $"phone {step.Phone} registered from {step.Detail}",
        StepKind.Sent => $"sent to phone {step.Phone} on {step.Detail}",
        StepKind.Response => $"phone {step.Phone} answered {step.Status} {step.Detail}",
        StepKind.Lost => $"phone {step.Phone}: {step.Detail}, waiting for it to register",
        StepKind.GivenUp => $"phone {step.Phone} is given up: {step.Detail}",
        StepKind.CallerCancelled => "cancelled by the caller",
        StepKind.CancelSent => $"phone {step.Phone} is told that the call is over",
        StepKind.HungUp => $"phone {step.Phone} answered too late: hung up",
        StepKind.Told => $"caller was told {step.Status}",
        StepKind.Final => $"answered {step.Status} {step.Detail}",
        StepKind.PhoneOwed => $"phone {step.Phone} gets INVITE and CANCEL when it registers: its app must show a call",
        StepKind.CancelPushed => $"push to phone {step.Phone} that the call is over",
        StepKind.CancelPushAnswered when step.Detail is PushOutcome outcome =>
            $"push to phone {step.Phone} that the call is over: {outcome.Verdict} ({outcome.Status} {outcome.Reason})",
        _ => $"{step.Detail}",
    };
}
