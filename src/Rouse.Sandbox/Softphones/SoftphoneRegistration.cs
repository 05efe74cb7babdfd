using System.Globalization;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// The phone's registration (RFC 3261 §10.2): one Call-ID, rising CSeq, and for ever the same <c>+sip.instance</c> (RFC 5626 §4.1), so that
/// the server knows the phone again on every connection.
/// </summary>
internal sealed class SoftphoneRegistration(SoftphoneSettings settings, UserAgentClient client)
{
    private readonly string _callId = UserAgentClient.NewToken();
    private readonly string _tag = UserAgentClient.NewToken();
    private readonly Guid _instance = Guid.NewGuid();
    private int _cseq;

    /// <param name="expires">Zero removes the registration.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SoftphoneException">It was refused, or not answered.</exception>
    public async Task SendAsync(TimeSpan expires, CancellationToken cancellation)
    {
        var addressOfRecord = $"<sip:{settings.User}@{settings.Domain}>";
        var push = settings.PushParameters.Length == 0 ? "" : ";" + settings.PushParameters;
        var uri = $"sip:{settings.User}@{client.OpenConnection.Local};transport=tcp{push}";
        var draft = new RequestDraft
        {
            Method = "REGISTER",
            RequestUri = $"sip:{settings.Domain}",
            From = $"{addressOfRecord};tag={_tag}",
            To = addressOfRecord,
            CallId = _callId,
            Contact = $"<{uri}>;+sip.instance=\"<urn:uuid:{_instance}>\"",
            Headers = [string.Create(CultureInfo.InvariantCulture, $"Expires: {(int)expires.TotalSeconds}"), "Supported: outbound, path"],
        };
        var answer = await client.RequestAsync(draft, () => Interlocked.Increment(ref _cseq), cancellation);
        if (answer.Status != 200)
            throw new SoftphoneException($"REGISTER of {settings.User} was answered with {answer}");
    }
}
