using Rouse.Push;

namespace Rouse.Server.Timelines;

/// <summary>What often causes what a finding says.</summary>
static class Hints
{
    public const string ProviderIsDown = "Often: the provider is down, or a firewall keeps this server from it.";

    /// <summary>A phone that is there and says nothing.</summary>
    public const string OfSilence =
        "Often: the system stopped the app again before it could answer, or the phone's network is gone.";

    /// <summary>A push was accepted and nobody came.</summary>
    public static string OfSleep(SentPush? push) => push switch
    {
        { IsApple: true } => "Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call.",
        { IsGoogle: true } => "Often: app removed or stopped by force, no network, saving of battery.",
        _ => "Often: app removed, no network, notifications off.",
    };

    /// <summary>A push was not accepted.</summary>
    public static string? OfPush(PhoneFacts phone) => phone.Outcome switch
    {
        { Verdict: PushVerdict.DeadToken } => "The app was removed or installed anew; it can be woken again when it has registered.",
        { IsConfigurationError: true } when phone.Push is { IsApple: true } =>
            "Check key, key_id, team_id and environment of this app in [push.apps].",
        { IsConfigurationError: true } => "Check service_account and project_number of this app in [push.apps].",
        { Verdict: PushVerdict.Refused } outcome => OfRefusal(outcome.Reason),
        { Verdict: PushVerdict.Failed, Attempts: > 0 } => ProviderIsDown,
        { Verdict: PushVerdict.Failed } outcome when Says(outcome.Reason, "pushes in a minute") =>
            "The limits of [push] keep a flood of calls from emptying a phone's battery.",
        _ => null,
    };

    /// <summary>No push was sent.</summary>
    public static string? OfNoPush(PhoneFacts phone) => phone switch
    {
        { State.HasPush: false } => "An app that is to be woken registers with pn-provider, pn-param and pn-prid (RFC 8599).",
        { NoPush: NoPush.Defect } => "Its app writes its push parameters in a form that cannot be used (RFC 8599).",
        { NoPush: NoPush.NoCredentials } => "Give the keys of this app in [push.apps].",
        { NoPush: NoPush.VoipTokenOnly } => "For messages its app must register with a token for notifications, too (:remote).",
        { NoPush: NoPush.TokenRefused } => "The token is tried again when the phone has registered.",
        _ => null,
    };

    // The provider's own words.
    static string? OfRefusal(string reason) => reason switch
    {
        _ when Says(reason, "BadDeviceToken") => "Often: a token of the other environment; compare environment of this app in [push.apps].",
        _ when Says(reason, "DeviceTokenNotForTopic") => "The token is of another app than pn-param says.",
        _ when Says(reason, "SENDER_ID_MISMATCH") => "The token is of another Firebase project than the service account.",
        _ => "The token is not tried again until the phone registers.",
    };

    static bool Says(string reason, string word) => reason.Contains(word, StringComparison.Ordinal);
}
