using System.Buffers;
using Rouse.Push.Delivery;

namespace Rouse.Push.Http;

/// <summary>How one generic HTTP endpoint is asked to push.</summary>
public sealed record HttpPushSettings
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    // What frames a request or manages its connection belongs to the client (RFC 9110 §7.6.1, RFC 9112 §6).
    private static readonly string[] FramingHeaders =
        ["Connection", "Content-Length", "Expect", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    // RFC 9110 §5.6.2: token.
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// An http or https URL with the placeholders {token} {param} {provider} {call-id} {uuid} {event} {instance} {to} {from-uri}
    /// {from-name}, or Flexisip's $token $app-id $type $call-id $event $uid $to-uri $from-uri $from-name. Values are percent-encoded.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>GET, POST, PUT, PATCH or DELETE; GET and DELETE have no body. POST: a token in a body stays out of access logs.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Sent with every push, such as an API key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the push tells who calls whom; off as Flexisip's <c>display-from-uri</c>.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>
    /// Pushes that may wait for their turn or their retry. Flexisip's <c>max-queue-size</c> is 100, which one busy second fills: ten of
    /// those.
    /// </summary>
    public int MaxQueue { get; init; } = 1000;

    /// <summary>Requests under way at once; 100 streams are the least that an HTTP/2 server should allow (RFC 9113 §6.5.2).</summary>
    public int MaxConcurrency { get; init; } = 100;

    /// <summary>
    /// How long one request may take. A third of the 30 s of Flexisip's client: the caller still waits at the second try.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal DeliveryLimits Limits => new(MaxQueue, MaxConcurrency, RequestTimeout);

    internal bool HasBody => !IsMethod("GET") && !IsMethod("DELETE");

    /// <summary>Everything that is wrong, one message each, for the operator; empty if the settings can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        UrlTemplate.Parse(Url, errors);
        if (!Methods.Any(IsMethod))
            errors.Add($"the method must be one of {string.Join(", ", Methods)}");
        foreach (var (name, value) in Headers)
            CheckHeader(name, value, errors);
        Limits.Check(errors);
        return errors;
    }

    private bool IsMethod(string method) => method.Equals(Method, StringComparison.OrdinalIgnoreCase);

    private void CheckHeader(string name, string value, List<string> errors)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenChars))
            errors.Add($"'{name}' is not a header name");
        else if (FramingHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            errors.Add($"the header {name} is set by the client itself");
        else if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            errors.Add($"the header {name} has a value with other than printable ASCII characters");
        else if (!HasBody && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            errors.Add($"the header {name} describes a body, and {Method} has none");
    }
}
