using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>A phone gave the final response.</summary>
static class AnswerFinding
{
    /// <summary>Other phones are told of up to so many; a longer sentence nobody reads.</summary>
    const int MaxOthers = 3;

    public static Finding Taken(ExchangeFacts exchange, PhoneFacts phone)
    {
        var name = exchange.NameOf(phone);
        var after = ShownText.Of(exchange.FinalAt);
        var fact = !exchange.IsCall ? $"delivered to {name} after {after}"
            : phone.RangAt is { } rang ? $"{name} rang after {ShownText.Of(rang)} and answered after {after}"
            : $"{name} answered after {after}";
        var late = exchange.CancelledAt == null ? "" : "; the caller had just hung up";
        return new(Finding.Sentence(fact + Return(phone) + Others(exchange, phone) + late));
    }

    public static Finding Refused(ExchangeFacts exchange, PhoneFacts phone)
    {
        var status = StepText.Status(exchange.Final, exchange.FinalPhrase);
        var did = Verb(exchange.Final, exchange.IsCall ? "call" : "message");
        var fact = $"{exchange.NameOf(phone)} {did} after {ShownText.Of(phone.FinalAt)} ({status})";
        var hint = exchange.IsCall ? HintOfCall(exchange.Final) : HintOf(exchange.Final);
        return new(Finding.Sentence(fact + Return(phone) + Others(exchange, phone)), hint);
    }

    /// <summary>The other phones, each in some words behind a semicolon.</summary>
    public static string Others(ExchangeFacts exchange, PhoneFacts decisive)
    {
        var others = exchange.Phones.Where(phone => phone != decisive).ToList();
        var told = string.Concat(others.Take(MaxOthers).Select(phone => $"; phone {phone.Number} {Short(phone)}"));
        return others.Count > MaxOthers ? $"{told}; {others.Count - MaxOthers} more" : told;
    }

    static string Return(PhoneFacts phone) => WakeWords.OfReturn(phone) is { } words ? $": {words}" : "";

    static string Short(PhoneFacts phone) => phone.Progress switch
    {
        PhoneProgress.Answered => $"answered {StepText.Status(phone.Final, phone.FinalPhrase)}",
        PhoneProgress.Rang => "rang, too",
        PhoneProgress.Registered => "had registered and did not ring yet",
        PhoneProgress.Woken or PhoneProgress.Pushed when phone.Outcome is null or { Verdict: PushVerdict.Accepted } =>
            "was pushed and had not registered yet",
        PhoneProgress.Sent => "did not answer",
        PhoneProgress.Pushed => "could not be woken",
        _ => "could not be reached",
    };

    static string Verb(int status, string what) => status switch
    {
        < 400 => $"redirected the {what}",
        401 or 407 => "asked for credentials",
        486 or 600 => "was busy or declined",
        603 => $"declined the {what}",
        >= 500 and < 600 => $"failed at the {what}",
        _ => $"refused the {what}",
    };

    static string? HintOf(int status) => status switch
    {
        404 or 410 => "Often: the app has forgotten this account; it must register again.",
        415 => "Its app cannot show what was sent.",
        >= 500 and < 600 => "Often: a fault of the app; its own log tells more.",
        _ => null,
    };

    static string? HintOfCall(int status) => status switch
    {
        480 => "Often: do not disturb, or the app could not show the call.",
        486 or 600 => "Often: the user pressed decline, or is in another call.",
        415 or 488 or 606 => "Often: the two have no codec or no encryption of media in common.",
        _ => HintOf(status),
    };
}
