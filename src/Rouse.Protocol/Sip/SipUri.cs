namespace Rouse.Protocol.Sip;

/// <summary>What stands before the colon of a URI.</summary>
public enum UriScheme : byte
{
    Sip,
    Sips,
    Tel,
    Other,
}

/// <summary>
/// A SIP or SIPS URI (RFC 3261 §19.1) as slices of the text it was parsed from. Other schemes have only <see cref="Text"/>.
/// </summary>
public readonly struct SipUri
{
    SipUri(ReadOnlyMemory<byte> text, UriScheme scheme)
    {
        Text = text;
        Scheme = scheme;
    }

    /// <summary>The whole URI as it stands.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    public UriScheme Scheme { get; }

    public bool IsSip => Scheme is UriScheme.Sip or UriScheme.Sips;

    /// <summary>Whether the text of a URI has the scheme <c>sips</c>, whatever follows.</summary>
    public static bool IsSips(ReadOnlySpan<byte> text) => text.Length > 5 && System.Text.Ascii.EqualsIgnoreCase(text[..5], "sips:"u8);

    /// <summary>User part as it stands, escapes included, without password; empty when absent.</summary>
    public ReadOnlyMemory<byte> User { get; private init; }

    /// <summary>Host as it stands; an IPv6 address without its brackets.</summary>
    public ReadOnlyMemory<byte> Host { get; private init; }

    /// <summary>0 when absent.</summary>
    public int Port { get; private init; }

    public bool IsIPv6 { get; private init; }

    public ParameterList Parameters { get; private init; }

    /// <summary>From the question mark; empty when absent.</summary>
    public ReadOnlyMemory<byte> Headers { get; private init; }

    /// <summary>Host with brackets and port as they stand.</summary>
    public ReadOnlyMemory<byte> HostPort { get; private init; }

    public override string ToString() => System.Text.Encoding.UTF8.GetString(Text.Span);

    public static bool TryParse(ReadOnlyMemory<byte> text, out SipUri uri)
    {
        uri = default;
        var span = text.Span;
        var colon = span.IndexOf((byte)':');
        if (colon <= 0 || !SipText.IsUriText(span) || !IsScheme(span[..colon]))
            return false;
        var scheme = ParseScheme(span[..colon]);
        uri = new SipUri(text, scheme);
        return !uri.IsSip || TryParseSip(text, text[(colon + 1)..], scheme, out uri);
    }

    static bool TryParseSip(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> rest, UriScheme scheme, out SipUri uri)
    {
        uri = default;
        ReadOnlyMemory<byte> user = default;
        var at = rest.Span.IndexOf((byte)'@');
        if (at >= 0)
        {
            user = rest[..at];
            rest = rest[(at + 1)..];
            if (user.Span.IndexOf((byte)':') is >= 0 and var password)
                user = user[..password];
            if (user.IsEmpty)
                return false;
        }
        var question = rest.Span.IndexOf((byte)'?');
        var headers = question < 0 ? default : rest[question..];
        if (question >= 0)
            rest = rest[..question];
        var semicolon = rest.Span.IndexOf((byte)';');
        var hostPort = semicolon < 0 ? rest : rest[..semicolon];
        if (!SipHost.TryParse(hostPort, out var host, out var port, out var isIPv6))
            return false;
        uri = new SipUri(text, scheme)
        {
            User = user,
            Host = host,
            Port = port,
            IsIPv6 = isIPv6,
            Parameters = new ParameterList(semicolon < 0 ? default : rest[semicolon..]),
            Headers = headers,
            HostPort = hostPort,
        };
        return true;
    }

    static bool IsScheme(ReadOnlySpan<byte> text)
    {
        if (!char.IsAsciiLetter((char)text[0]))
            return false;
        foreach (var b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        }
        return true;
    }

    static UriScheme ParseScheme(ReadOnlySpan<byte> text) => text.Length switch
    {
        3 when System.Text.Ascii.EqualsIgnoreCase(text, "sip"u8) => UriScheme.Sip,
        4 when System.Text.Ascii.EqualsIgnoreCase(text, "sips"u8) => UriScheme.Sips,
        3 when System.Text.Ascii.EqualsIgnoreCase(text, "tel"u8) => UriScheme.Tel,
        _ => UriScheme.Other,
    };
}
