using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>How the waking of a phone went, in half sentences.</summary>
static class WakeWords
{
    /// <summary>
    /// What the provider made of the push: <c>APNs accepted the push after 84 ms</c>. The phone must have been pushed.
    /// </summary>
    public static string OfPush(PhoneFacts phone)
    {
        if (phone.Outcome is not { } outcome)
            return $"no answer of {phone.Push?.ProviderName} to the push";
        var provider = outcome.IsOfEndpoint ? "the push service" : phone.Push?.ProviderName;
        var words = outcome switch
        {
            { Verdict: PushVerdict.Accepted } => $"{provider} accepted the push after {ShownText.Of(SincePush(phone, phone.OutcomeAt))}",
            { Verdict: PushVerdict.DeadToken } => $"{provider} says that the token is dead ({Details(outcome)})",
            { IsConfigurationError: true } => $"{provider} refused the push because of our configuration ({Details(outcome)})",
            { Verdict: PushVerdict.Refused } => $"{provider} refused the token ({Details(outcome)})",
            { Attempts: 0 } => $"the push did not leave: {outcome.Reason}",
            _ => $"{provider} did not take the push ({Details(outcome)})",
        };
        return outcome.IsSandbox ? $"{words} ({StepText.SandboxMark})" : words;
    }

    /// <summary>
    /// Push and REGISTER of a phone that came: <c>APNs accepted the push after 84 ms, REGISTER after 2.1 s</c>; null for one that needed
    /// neither.
    /// </summary>
    public static string? OfReturn(PhoneFacts phone) => phone switch
    {
        { PushedAt: { } pushed, RegisteredAt: { } registered } when registered >= pushed =>
            $"{OfPush(phone)}, REGISTER after {ShownText.Of(registered - pushed)}",
        { PushedAt: not null, Outcome.Verdict: PushVerdict.Accepted } => OfPush(phone),
        { RegisteredAt: { } registered, LostAt: { } lost } =>
            $"{phone.Loss} after {ShownText.Of(lost)}, REGISTER after {ShownText.Of(registered)}",
        { RegisteredAt: { } registered } when registered > phone.FoundAt => $"it registered again after {ShownText.Of(registered)}",
        { RegisteredAt: { } registered } => $"its first REGISTER came after {ShownText.Of(registered)}",
        _ => null,
    };

    /// <summary>What keeps the push from a phone that cannot be reached otherwise.</summary>
    public static string OfNoPush(PhoneFacts phone) => phone switch
    {
        { NotPushed: { } why } => $"no push: {why}",
        { State.HasPush: false } => "it gave no push parameters",
        _ => "it was not pushed",
    };

    static TimeSpan SincePush(PhoneFacts phone, TimeSpan? at) => (at ?? TimeSpan.Zero) - (phone.PushedAt ?? TimeSpan.Zero);

    static string Details(PushOutcome outcome)
    {
        var reason = StepText.ReasonOf(outcome);
        return outcome.Attempts > 1 ? $"{reason}, {outcome.Attempts} attempts" : reason;
    }
}
