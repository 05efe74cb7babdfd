namespace Rouse.Push.Delivery;

/// <summary>Reads what stands in a response beside its status.</summary>
internal static class ReplyBody
{
    /// <summary>What is read of a body: no reason is longer, and a page of HTML is none.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The status has already decided: its text may take as long as one lost segment takes (RFC 6298 §2.1: 1 s).</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The body; empty if it is too long, broken or late.</summary>
    // Half a body could hold half a token, which no mask finds: a body counts only if it is whole.
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, TimeProvider time, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var buffer = new byte[MaxBytes + 1];
            await using var stream = await content.ReadAsStreamAsync(either.Token);
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return length <= MaxBytes ? buffer.AsMemory(0, length) : default;
        }
        catch (Exception)
        {
            return default;
        }
    }

    // RFC 9110 §10.2.3: seconds or a date. The date is measured against the server's own clock where it shows it.
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        return header?.Date is { } date ? date - (response.Headers.Date ?? time.GetUtcNow()) : header?.Delta;
    }
}
