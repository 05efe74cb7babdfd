using System.Collections.ObjectModel;

namespace Rouse.Push;

/// <summary>Why the phone is woken.</summary>
public enum PushEvent : byte
{
    Call,
    Message,

    /// <summary>The registration ends soon: the app is to register again, unseen by its user.</summary>
    Refresh,

    /// <summary>The call that was announced is over without this phone; never to a VoIP token.</summary>
    Cancel,
}

/// <summary>For which of Apple's services a token was given (Linphone's <c>:voip</c> and <c>:remote</c>).</summary>
public enum PushService : byte
{
    /// <summary>Not said: <c>pn-param</c> tells, or there is only one.</summary>
    Unspecified,

    /// <summary>PushKit: only for calls, which the app must show at once.</summary>
    Voip,

    /// <summary>Notifications that the user sees, and background pushes.</summary>
    Remote,
}

/// <summary>What a push says, before a provider gives it its form.</summary>
public sealed record PushMessage
{
    /// <summary><c>pn-provider</c> (RFC 8599 §4.1): apns, fcm …</summary>
    public required string Provider { get; init; }

    /// <summary><c>pn-param</c>: the app.</summary>
    public required string Param { get; init; }

    /// <summary>The device token for this event, without the dialect's service suffix.</summary>
    public required string Token { get; init; }

    /// <summary>The service that <see cref="Token"/> was given for.</summary>
    public PushService Service { get; init; }

    /// <summary>When the REGISTER came that brought the token; null if that is not known.</summary>
    public DateTimeOffset? TokenSince { get; init; }

    public required PushEvent Event { get; init; }

    /// <summary>Call-ID of the request that the phone will get.</summary>
    public required string CallId { get; init; }

    /// <summary><c>+sip.instance</c> of the phone (RFC 5626 §4.1), as an operator's endpoint is to see it; null if it has none.</summary>
    public string? InstanceId { get; init; }

    /// <summary>URI and display name of the caller; sent only if the app is configured so.</summary>
    public string? CallerUri { get; init; }

    public string? CallerName { get; init; }

    /// <summary>AOR of the phone's user.</summary>
    public string? To { get; init; }

    /// <summary>Address of the chat room that the event is about; null if it is about none.</summary>
    public string? ChatRoom { get; init; }

    /// <summary>
    /// Texts and sounds that the app asked for in its Contact: <c>pn-call-str</c>, <c>pn-msg-str</c>, <c>pn-groupchat-str</c>,
    /// <c>pn-call-snd</c>, <c>pn-msg-snd</c>. Names in lower case; others are ignored.
    /// </summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long the push is worth delivering: the rest of the ring window.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>For logs: without the token, which is a secret, and without the people.</summary>
    public override string ToString() => $"{Event} {CallId} to {Provider}/{Param}";
}
