using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>What is waited for.</summary>
static class UnderWayFinding
{
    public static Finding Of(ExchangeFacts exchange)
    {
        if (exchange.CancelledAt is { } cancelled)
            return new($"The caller hung up {Ago(exchange, cancelled)}; waiting for the phones to confirm it.");
        return exchange.Nearest is { } phone
            ? new($"Waiting for phone {phone.Number}: {State(exchange, phone)}.")
            : new($"Nothing decided yet, {ShownText.Of(exchange.EndedAt)} after it came.");
    }

    static string State(ExchangeFacts exchange, PhoneFacts phone) => phone switch
    {
        { Progress: PhoneProgress.Answered } =>
            $"it answered {StepText.Status(phone.Final, phone.FinalPhrase)} {Ago(exchange, phone.FinalAt)}, the others are waited for",
        { RangAt: { } rang } => $"it has been ringing for {ShownText.Of(exchange.EndedAt - rang)}",
        { RegisteredAt: { } registered } => $"it registered {Ago(exchange, registered)}, no answer yet",
        { Outcome.Verdict: PushVerdict.Accepted, OutcomeAt: { } accepted } => $"push accepted {Ago(exchange, accepted)}, no REGISTER yet",
        { IsLost: true, LostAt: { } lost } => $"{phone.Loss} {Ago(exchange, lost)}, no REGISTER yet",
        { SentAt: { } sent } => $"the {exchange.MethodName} went to it {Ago(exchange, sent)}, no answer yet",
        { PushedAt: { } pushed, Outcome: null } => $"the push went to {phone.Push?.ProviderName} {Ago(exchange, pushed)}, no answer yet",
        { PushedAt: not null } => WakeWords.OfPush(phone),
        _ => WakeWords.OfNoPush(phone),
    };

    static string Ago(ExchangeFacts exchange, TimeSpan at) => $"{ShownText.Of(exchange.EndedAt - at)} ago";
}
