namespace Rouse.Push.Apns;

/// <summary>Apple's kinds of push (the header <c>apns-push-type</c>) that a SIP server needs.</summary>
internal enum ApnsPushType : byte
{
    /// <summary>PushKit: wakes the app, which must then show a call.</summary>
    Voip,

    /// <summary>A notification for the user.</summary>
    Alert,

    /// <summary>For the app alone; Apple delivers a few an hour.</summary>
    Background,
}

internal static class ApnsPushTypes
{
    /// <summary>The largest payload that Apple takes.</summary>
    public static int MaxBytes(this ApnsPushType type) => type == ApnsPushType.Voip ? 5120 : 4096;

    public static string Name(this ApnsPushType type) => type switch
    {
        ApnsPushType.Voip => "voip",
        ApnsPushType.Background => "background",
        _ => "alert",
    };

    /// <summary>Background pushes must be of priority 5; the others are to come at once.</summary>
    public static string Priority(this ApnsPushType type) => type == ApnsPushType.Background ? "5" : "10";

    /// <summary>
    /// The kind of a push; null if the token is one for calls and this is none: Apple stops an app that then shows no call.
    /// </summary>
    public static ApnsPushType? Of(PushMessage message) => (message.Event, IsVoip(message)) switch
    {
        (PushEvent.Call, true) => ApnsPushType.Voip,
        (_, true) => null,
        (PushEvent.Refresh or PushEvent.Cancel, _) => ApnsPushType.Background,
        _ => ApnsPushType.Alert,
    };

    private static bool IsVoip(PushMessage message) => message.Service == PushService.Unspecified
        ? message.Param.EndsWith(ApnsTopic.VoipSuffix, StringComparison.OrdinalIgnoreCase)
        : message.Service == PushService.Voip;
}
