using System.Globalization;
using System.Text.Json;
using Rouse.Push.Delivery;

namespace Rouse.Push.Fcm;

/// <summary>An access token (RFC 6749 §5.1), or why the server gave none (§5.2).</summary>
internal sealed record FcmAccessToken(string Value, TimeSpan Lifetime)
{
    // A day: Google's live an hour.
    private const long MaxLifetimeSeconds = 86_400;

    /// <summary>The header <c>authorization</c> (RFC 6750 §2.1).</summary>
    public string Authorization { get; } = $"Bearer {Value}";

    /// <summary>What the push that needs the token comes to; null if there is one.</summary>
    public PushReply? Refusal { get; private init; }

    public static FcmAccessToken Of(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        if (status == 200)
            return Read(body) ?? Failed("no access token in the answer");
        var isFailure = status is < 200 or 408 or 429 or >= 500;
        var detail = $"{status.ToString(CultureInfo.InvariantCulture)} {ReasonText.Of(body, "")}".TrimEnd();
        return Without(new(isFailure ? PushVerdict.Failed : PushVerdict.Refused, status, $"access token: {detail}")
        {
            // 400 invalid_grant, 401 invalid_client: the account, its key or our clock.
            IsConfigurationError = !isFailure,
            RetryAfter = retryAfter,
        });
    }

    public static FcmAccessToken Failed(string reason) => Without(PushReply.OfTransport($"access token: {reason}"));

    /// <summary>For logs: the token is a secret.</summary>
    public override string ToString() => nameof(FcmAccessToken);

    private static FcmAccessToken Without(PushReply refusal) => new("", TimeSpan.Zero) { Refusal = refusal };

    private static FcmAccessToken? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var value = document.RootElement.GetProperty("access_token").GetString();
            var seconds = document.RootElement.GetProperty("expires_in").GetInt64();
            // RFC 6750 §2.1: what a header may carry.
            return string.IsNullOrEmpty(value) || value.AsSpan().ContainsAnyExceptInRange('!', '~') || seconds < 1
                ? null
                : new(value, TimeSpan.FromSeconds(Math.Min(seconds, MaxLifetimeSeconds)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
