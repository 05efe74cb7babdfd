namespace Rouse.Push;

/// <summary>What a provider said of one push.</summary>
public enum PushVerdict : byte
{
    /// <summary>The provider took it; not that the phone got it.</summary>
    Accepted,

    /// <summary>The token will never work again (APNs 410, FCM UNREGISTERED, generic 410).</summary>
    DeadToken,

    /// <summary>The provider will not take this push: the token is marked, not removed.</summary>
    Refused,

    /// <summary>No answer that counts within the deadline: transport errors, 429, 5xx, a full queue.</summary>
    Failed,
}

/// <param name="Verdict">What it means for the token and the wait.</param>
/// <param name="Status">HTTP status, 0 when there was none.</param>
/// <param name="Reason">The provider's reason or the transport error, in one line.</param>
/// <param name="Attempts">Requests sent.</param>
public sealed record PushOutcome(PushVerdict Verdict, int Status, string Reason, int Attempts)
{
    /// <summary>The provider's own id of the push, where it gives one.</summary>
    public string? ProviderId { get; init; }

    /// <summary>
    /// What was refused is not this token but the credentials, the topic or the request itself: every push of this app will hear the same
    /// until an operator changes something, and no token is to be marked for it.
    /// </summary>
    public bool IsConfigurationError { get; init; }

    /// <summary>Said by an endpoint of the operator's (generic HTTP): what Apple or Google say of the push it alone knows.</summary>
    public bool IsOfEndpoint { get; init; }

    /// <summary>Played by the sandbox: nothing was sent to Apple or Google.</summary>
    public bool IsSandbox { get; init; }
}
