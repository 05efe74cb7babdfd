using System.Globalization;
using Rouse.Push.Delivery;

namespace Rouse.Push.Http;

/// <summary>What the answers of a generic endpoint mean.</summary>
internal static class HttpReply
{
    public static async Task<PushReply> ReadAsync(
        HttpResponseMessage response, string token, TimeProvider time, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var detail = status switch
        {
            < 300 => "",
            < 400 => "redirects are not followed",
            _ => ReasonText.Of(await ReplyBody.ReadAsync(response.Content, time, cancellation), token),
        };
        var reason = status.ToString(CultureInfo.InvariantCulture);
        return new PushReply(VerdictOf(status), status, detail.Length == 0 ? reason : $"{reason} {detail}")
        {
            RetryAfter = ReplyBody.RetryAfterOf(response, time),
        };
    }

    // Failed is worth a retry: so is 408 (RFC 9110 §15.5.9), and a status beyond 599 counts as 5xx (§15).
    private static PushVerdict VerdictOf(int status) => status switch
    {
        >= 200 and < 300 => PushVerdict.Accepted,
        410 => PushVerdict.DeadToken,
        < 200 or 408 or 429 or >= 500 => PushVerdict.Failed,
        _ => PushVerdict.Refused,
    };
}
