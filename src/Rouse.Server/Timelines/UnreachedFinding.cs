using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>No phone gave a final response: what became of the one that came nearest to it.</summary>
static class UnreachedFinding
{
    public static Finding Of(ExchangeFacts exchange, PhoneFacts phone)
    {
        var (words, hint) = phone.Progress switch
        {
            PhoneProgress.Answered => Unusable(exchange, phone),
            PhoneProgress.Rang => Rang(exchange, phone),
            PhoneProgress.Registered => Registered(exchange, phone),
            PhoneProgress.Woken => Woken(exchange, phone),
            PhoneProgress.Sent => Sent(exchange, phone),
            PhoneProgress.Pushed => Pushed(exchange, phone),
            _ => Unreachable(exchange, phone),
        };
        var delivered = exchange.IsCall ? "" : "not delivered: ";
        var number = exchange.Phones.Count > 1 && !words.StartsWith("phone ", StringComparison.Ordinal) ? $"phone {phone.Number}: " : "";
        return new(Finding.Sentence(delivered + number + words + AnswerFinding.Others(exchange, phone)), hint);
    }

    // A 503 speaks of one server and goes to the caller as another status.
    static (string Words, string? Hint) Unusable(ExchangeFacts exchange, PhoneFacts phone) =>
        ($"{exchange.NameOf(phone)} answered {StepText.Status(phone.Final, phone.FinalPhrase)}; the caller got {exchange.Final}", null);

    static (string Words, string? Hint) Rang(ExchangeFacts exchange, PhoneFacts phone) =>
        phone.IsLost || phone.GivenUp == LossWords.Connection
            ? ($"{exchange.NameOf(phone)} rang; {LossWords.Connection} after {ShownText.Of(phone.LostAt ?? exchange.EndedAt)}", null)
            : ($"{exchange.NameOf(phone)} rang for {Until(exchange, phone.RangAt)} and nobody answered", null);

    static (string Words, string? Hint) Registered(ExchangeFacts exchange, PhoneFacts phone) =>
        ($"{WakeWords.OfReturn(phone)}; no answer to the {exchange.MethodName} in {Until(exchange, phone.SentAt ?? phone.RegisteredAt)}",
            Hints.OfSilence);

    static (string Words, string? Hint) Woken(ExchangeFacts exchange, PhoneFacts phone)
    {
        var nothing = phone.SentAt == null ? "no REGISTER" : "no REGISTER and no answer on the old connection";
        return ($"{WakeWords.OfPush(phone)}; {nothing} in {Until(exchange, phone.PushedAt)}", Hints.OfSleep(phone.Push));
    }

    static (string Words, string? Hint) Sent(ExchangeFacts exchange, PhoneFacts phone)
    {
        var name = exchange.NameOf(phone);
        var words = phone is { IsLost: true, LostAt: { } lost }
            ? $"{name} got the {exchange.MethodName}; {phone.Loss} after {ShownText.Of(lost)}, no REGISTER in {Until(exchange, lost)}"
            : $"{name} was connected and did not answer the {exchange.MethodName} in {Until(exchange, phone.SentAt)}";
        return phone switch
        {
            { GivenUp: LossWords.TooLarge } => ($"the {exchange.MethodName} is too large for {name}: no datagram holds it", null),
            { PushedAt: not null } => ($"{words}; {WakeWords.OfPush(phone)}", Hints.OfPush(phone)),
            { NotPushed: not null } or { State.HasPush: false } => ($"{words}; {WakeWords.OfNoPush(phone)}", Hints.OfNoPush(phone)),
            _ => (words, Hints.OfSilence),
        };
    }

    static (string Words, string? Hint) Pushed(ExchangeFacts exchange, PhoneFacts phone) => phone.Outcome is { } outcome
        ? (WakeWords.OfPush(phone), outcome.Verdict == PushVerdict.Accepted ? null : Hints.OfPush(phone))
        : ($"{WakeWords.OfPush(phone)} in {Until(exchange, phone.PushedAt)}", Hints.ProviderIsDown);

    static (string Words, string? Hint) Unreachable(ExchangeFacts exchange, PhoneFacts phone) =>
        ($"{exchange.NameOf(phone)} was not connected; {WakeWords.OfNoPush(phone)}", Hints.OfNoPush(phone));

    static string Until(ExchangeFacts exchange, TimeSpan? since) => ShownText.Of(exchange.EndedAt - (since ?? TimeSpan.Zero));
}
