namespace Rouse.Sandbox;

/// <summary>What the sandbox does with a request that breaks no rule, instead of accepting it.</summary>
public abstract record SandboxBehaviour
{
    private SandboxBehaviour()
    {
    }

    /// <summary>Accepts it: lets one request pass before the next entry of a script.</summary>
    public sealed record Accept : SandboxBehaviour;

    /// <summary>Refuses it, in the form of the service that was asked.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Reason">APNs: <c>reason</c>; FCM: <c>errorCode</c> of its FcmError; OAuth: <c>error</c>.</param>
    public sealed record Refuse(int Status, string Reason) : SandboxBehaviour
    {
        /// <summary>Value of Retry-After, rounded up to seconds; none if null.</summary>
        public TimeSpan? RetryAfter { get; init; }

        /// <summary>APNs, 410 only: when the token was found dead. Null: now.</summary>
        public DateTimeOffset? Timestamp { get; init; }
    }

    /// <summary>Accepts it and sends GOAWAY (RFC 9113 §6.8): what is under way is finished, the connection takes nothing more.</summary>
    public sealed record GoAway : SandboxBehaviour;

    /// <summary>Cuts the TCP connection, with everything that is under way on it.</summary>
    public sealed record CutConnection : SandboxBehaviour;

    /// <summary>RST_STREAM with this error code (RFC 9113 §7); 7 = REFUSED_STREAM: nothing was done, safe to send again.</summary>
    public sealed record ResetStream(int ErrorCode) : SandboxBehaviour;

    /// <summary>Never answers.</summary>
    public sealed record Hang : SandboxBehaviour;

    /// <summary>Accepts it and sends headers at once, then a byte of white space per interval, without end.</summary>
    public sealed record Drip(TimeSpan Interval) : SandboxBehaviour;
}
