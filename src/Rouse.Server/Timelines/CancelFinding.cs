using Rouse.Server.Location;

namespace Rouse.Server.Timelines;

/// <summary>The caller hung up before there was an answer.</summary>
static class CancelFinding
{
    /// <param name="exchange">What is known.</param>
    /// <param name="at">When it hung up.</param>
    public static Finding Of(ExchangeFacts exchange, TimeSpan at)
    {
        var why = exchange.CancelReason is { } reason ? $" (Reason: {reason})" : "";
        var hungUp = $"the caller hung up after {ShownText.Of(at)}{why}";
        if (exchange.Nearest is not { } phone)
            return new(Finding.Sentence($"{hungUp}, before a phone was looked for"));
        var others = AnswerFinding.Others(exchange, phone);
        return new(Finding.Sentence($"{hungUp}; {State(exchange, phone, at)}{others}{Later(exchange, at)}"), Hint(phone));
    }

    static string State(ExchangeFacts exchange, PhoneFacts phone, TimeSpan at)
    {
        var name = exchange.NameOf(phone);
        var slept = phone.Reachability == Reachability.Asleep ? "still slept" : "had not answered";
        return phone switch
        {
            { Progress: PhoneProgress.Answered } => $"{name} had answered {StepText.Status(phone.Final, phone.FinalPhrase)}",
            { RangAt: { } rang } => $"{name} had been ringing for {ShownText.Of(at - rang)}",
            { Progress: PhoneProgress.Registered } => $"{name} did not ring yet: {WakeWords.OfReturn(phone)}",
            { Progress: PhoneProgress.Woken } => $"{name} {slept}: {WakeWords.OfPush(phone)}, no REGISTER yet",
            { PushedAt: not null, Outcome: null } => $"{name} {slept}: {WakeWords.OfPush(phone)} yet",
            { PushedAt: not null } => $"{name} {slept}: {WakeWords.OfPush(phone)}",
            _ => $"{name} had not answered yet",
        };
    }

    // What phones did when nobody waited for them any more.
    static string Later(ExchangeFacts exchange, TimeSpan at)
    {
        var words = "";
        foreach (var phone in exchange.Phones)
        {
            if (phone.CameLateAt is { } came)
                words += $"; REGISTER of {exchange.NameOf(phone)} came {ShownText.Of(came - at)} later";
            if (phone.IsHungUp)
                words += $"; {exchange.NameOf(phone)} answered too late and was hung up";
        }
        return words;
    }

    // Who hangs up after a few seconds has given the phone no time to wake.
    static string? Hint(PhoneFacts phone) => phone.Progress == PhoneProgress.Woken ? Hints.OfSleep(phone.Push) : null;
}
