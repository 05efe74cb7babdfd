namespace Rouse.Push.Delivery;

/// <summary>What one request came to.</summary>
/// <param name="Verdict">Failed is worth a retry.</param>
/// <param name="Status">HTTP status, 0 for an error of the transport.</param>
/// <param name="Reason">One line, without the token.</param>
internal readonly record struct PushReply(PushVerdict Verdict, int Status, string Reason)
{
    /// <summary>The least wait before a retry (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public string? ProviderId { get; init; }

    /// <summary>As <see cref="PushOutcome.IsConfigurationError"/>.</summary>
    public bool IsConfigurationError { get; init; }

    /// <summary>The next request will differ in what was refused, so nothing is gained by a wait.</summary>
    public bool IsChangedAtOnce { get; init; }

    /// <summary>The request was sent, and nobody answered it.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>A retry would say the same, although the token is not to blame.</summary>
    public bool IsFinal { get; init; }

    public static PushReply OfTransport(string reason) => new(PushVerdict.Failed, 0, reason);

    public PushOutcome ToOutcome(int attempts) =>
        new(Verdict, Status, Reason, attempts) { ProviderId = ProviderId, IsConfigurationError = IsConfigurationError };
}
