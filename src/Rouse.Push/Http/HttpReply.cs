using System.Globalization;

namespace Rouse.Push.Http;

/// <summary>What one request came to: a status and what the server said of it, or status 0 and the error of the transport.</summary>
internal readonly record struct HttpReply(int Status, string Reason, TimeSpan? RetryAfter = null)
{
    /// <summary>What is read of a body: no reason is longer, and a page of HTML is none.</summary>
    public const int MaxBodyBytes = 4096;

    /// <summary>The status has already decided: its text may take as long as one lost segment takes (RFC 6298 §2.1: 1 s).</summary>
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Failed is worth a retry: so is 408 (RFC 9110 §15.5.9), and a status beyond 599 counts as 5xx (§15).</summary>
    public PushVerdict Verdict => Status switch
    {
        >= 200 and < 300 => PushVerdict.Accepted,
        410 => PushVerdict.DeadToken,
        < 200 or 408 or 429 or >= 500 => PushVerdict.Failed,
        _ => PushVerdict.Refused,
    };

    public static HttpReply OfTransport(string reason) => new(0, reason);

    public static async Task<HttpReply> ReadAsync(
        HttpResponseMessage response, string token, TimeProvider time, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var detail = status switch
        {
            < 300 => "",
            < 400 => "redirects are not followed",
            _ => ReasonText.Of(await ReadBodyAsync(response.Content, time, cancellation), token),
        };
        var reason = status.ToString(CultureInfo.InvariantCulture);
        return new(status, detail.Length == 0 ? reason : $"{reason} {detail}", RetryAfterOf(response, time));
    }

    public PushOutcome ToOutcome(int attempts) => new(Verdict, Status, Reason, attempts);

    // Half a body could hold half a token, which no mask finds: a body counts only if it is whole.
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, TimeProvider time, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var buffer = new byte[MaxBodyBytes + 1];
            await using var stream = await content.ReadAsStreamAsync(either.Token);
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return length <= MaxBodyBytes ? buffer.AsMemory(0, length) : default;
        }
        catch (Exception)
        {
            return default;
        }
    }

    // RFC 9110 §10.2.3: seconds or a date. The date is measured against the server's own clock where it shows it.
    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        return header?.Date is { } date ? date - (response.Headers.Date ?? time.GetUtcNow()) : header?.Delta;
    }
}
