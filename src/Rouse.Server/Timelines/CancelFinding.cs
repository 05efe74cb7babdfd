using Rouse.Server.Location;

namespace Rouse.Server.Timelines;

/// <summary>The caller hung up before there was an answer.</summary>
static class CancelFinding
{
    /// <summary>
    /// Who hangs up earlier has given the phone no time; own decision: a push, the start of an app, its connection and its REGISTER take a
    /// few seconds.
    /// </summary>
    static readonly TimeSpan UsualWaking = TimeSpan.FromSeconds(10);

    /// <param name="exchange">What is known.</param>
    /// <param name="at">When it hung up.</param>
    public static Finding Of(ExchangeFacts exchange, TimeSpan at)
    {
        var why = exchange.CancelReason is { } reason ? $" (Reason: {reason})" : "";
        var hungUp = $"the caller hung up after {ShownText.Of(at)}{why}";
        if (exchange.Nearest is not { } phone)
            return new(Finding.Sentence($"{hungUp}, before a phone was looked for"));
        var others = AnswerFinding.Others(exchange, phone);
        return new(Finding.Sentence($"{hungUp}; {State(exchange, phone, at)}{others}{Later(exchange, at)}"), Hint(phone, at));
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
            var name = exchange.Phones.Count == 1 ? "it" : exchange.NameOf(phone);
            if (phone.CameLateAt is { } came)
                words += $"; {name} registered {ShownText.Of(came - at)} later";
            if (phone.IsHungUp)
                words += $"; {name} answered too late and was hung up";
        }
        return words;
    }

    // A phone that came after all shows that nothing was wrong with it.
    static string? Hint(PhoneFacts phone, TimeSpan at) => phone is { Progress: PhoneProgress.Woken, CameLateAt: null, IsHungUp: false }
        && at - phone.PushedAt >= UsualWaking ? Hints.OfSleep(phone.Push) : null;
}
