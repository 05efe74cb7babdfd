using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>A request but for what each sending of it has of its own: Via, CSeq, credentials (RFC 3261 §8.1.1).</summary>
internal sealed record RequestDraft
{
    public required string Method { get; init; }

    public required string RequestUri { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string CallId { get; init; }

    public IReadOnlyList<string> Route { get; init; } = [];

    /// <summary>Value of Contact; empty for none.</summary>
    public string Contact { get; init; } = "";

    /// <summary>More header lines.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public string ContentType { get; init; } = "";

    public string Body { get; init; } = "";

    /// <summary>The request as it is sent.</summary>
    /// <param name="via">Value of Via.</param>
    /// <param name="cseq">Number of CSeq.</param>
    /// <param name="credentials">Header line that answers a challenge; empty for none.</param>
    public SipRequest Write(string via, int cseq, string credentials)
    {
        var text = new StringBuilder(1024);
        text.Append(CultureInfo.InvariantCulture, $"{Method} {RequestUri} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\n");
        foreach (var route in Route)
            text.Append(CultureInfo.InvariantCulture, $"Route: {route}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"From: {From}\r\nTo: {To}\r\nCall-ID: {CallId}\r\nCSeq: {cseq} {Method}\r\n");
        if (Contact.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Contact: {Contact}\r\n");
        foreach (var line in (string[])[.. Headers, credentials])
            text.Append(line).Append(line.Length > 0 ? "\r\n" : "");
        if (Body.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Content-Type: {ContentType}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n{Body}");
        return Parse(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>A request that was written here.</summary>
    /// <exception cref="ArgumentException">What was put into it does not belong there.</exception>
    public static SipRequest Parse(byte[] bytes) =>
        SipParser.TryParseFramed(bytes, out var message, out var defect) && message is SipRequest request
        && defect is null && SipSyntax.Check(request) is null
            ? request
            : throw new ArgumentException("this is no SIP request:\n" + Encoding.UTF8.GetString(bytes));
}
