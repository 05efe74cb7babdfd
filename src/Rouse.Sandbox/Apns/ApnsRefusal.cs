namespace Rouse.Sandbox.Apns;

/// <summary>An answer of APNs other than 200.</summary>
/// <param name="Timestamp">Only of 410: when the token was found dead.</param>
internal sealed record ApnsRefusal(int Status, string Reason, DateTimeOffset? Timestamp = null)
{
    public static ApnsRefusal BadRequest(string reason) => new(400, reason);

    public static ApnsRefusal Forbidden(string reason) => new(403, reason);
}
