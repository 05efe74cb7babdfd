namespace Rouse.Protocol.Sip;

/// <summary>
/// Header fields that some part of the server reads or writes; all others are <see cref="Other"/> and are carried byte for byte.
/// </summary>
public enum HeaderName : byte
{
    Other,
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    MaxForwards,
    ContentLength,
    ContentType,
    Route,
    RecordRoute,
    Path,
    Expires,
    MinExpires,
    Authorization,
    ProxyAuthorization,
    WwwAuthenticate,
    ProxyAuthenticate,
    Supported,
    Unsupported,
    Require,
    ProxyRequire,
    Allow,
    Event,
    Reason,
    Replaces,
    Priority,
    PPreferredIdentity,
    PAssertedIdentity,
    RetryAfter,
    Server,
    UserAgent,
    Timestamp,
    Warning,
    Accept,
    Date,
    ServiceRoute,
    RemotePartyId,
    FeatureCaps,
    MaxBreadth,
    FlowTimer,
    Privacy,
    PAssertedService,
    SubscriptionState,
}

/// <summary>Header names on the wire: full and compact forms, compared without case (RFC 3261 §7.3.1, §7.3.3).</summary>
public static class HeaderNames
{
    static readonly byte[][] Wire =
    [
        [], .. new[]
        {
            "Via", "From", "To", "Call-ID", "CSeq", "Contact", "Max-Forwards", "Content-Length", "Content-Type", "Route",
            "Record-Route", "Path", "Expires", "Min-Expires", "Authorization", "Proxy-Authorization", "WWW-Authenticate",
            "Proxy-Authenticate", "Supported", "Unsupported", "Require", "Proxy-Require", "Allow", "Event", "Reason", "Replaces",
            "Priority", "P-Preferred-Identity", "P-Asserted-Identity", "Retry-After", "Server", "User-Agent", "Timestamp",
            "Warning", "Accept", "Date", "Service-Route",
            "Remote-Party-ID", "Feature-Caps", "Max-Breadth", "Flow-Timer", "Privacy", "P-Asserted-Service", "Subscription-State",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    // By length and first letter in lower case: at most three candidates are compared.
    static readonly HeaderName[][] ByShape = BuildShapes();

    /// <summary>The name as we write it; empty for <see cref="HeaderName.Other"/>.</summary>
    public static ReadOnlySpan<byte> ToWire(HeaderName name) => Wire[(int)name];

    public static HeaderName Parse(ReadOnlySpan<byte> name)
    {
        if (name.Length == 1)
            return ParseCompact(name[0]);
        if (name.Length is 0 or > 31)
            return HeaderName.Other;
        foreach (var candidate in ByShape[Shape(name)])
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, Wire[(int)candidate]))
                return candidate;
        }
        return HeaderName.Other;
    }

    /// <summary>
    /// Whether several values of this header may stand in one line, separated by commas, and are told apart by our index.
    /// </summary>
    public static bool IsList(HeaderName name) => name is HeaderName.Via or HeaderName.Contact or HeaderName.Route or HeaderName.RecordRoute
        or HeaderName.Path or HeaderName.ServiceRoute or HeaderName.PPreferredIdentity or HeaderName.PAssertedIdentity or HeaderName.Reason;

    static HeaderName ParseCompact(byte letter) => (letter | 0x20) switch
    {
        'v' => HeaderName.Via,
        'f' => HeaderName.From,
        't' => HeaderName.To,
        'i' => HeaderName.CallId,
        'm' => HeaderName.Contact,
        'l' => HeaderName.ContentLength,
        'c' => HeaderName.ContentType,
        'k' => HeaderName.Supported,
        'o' => HeaderName.Event,
        _ => HeaderName.Other,
    };

    static int Shape(ReadOnlySpan<byte> name) => (name.Length << 5) | (name[0] & 0x1f);

    static HeaderName[][] BuildShapes()
    {
        var shapes = new List<HeaderName>[32 << 5];
        for (var i = 1; i < Wire.Length; i++)
            (shapes[Shape(Wire[i])] ??= []).Add((HeaderName)i);
        return [.. shapes.Select(s => s?.ToArray() ?? [])];
    }
}
