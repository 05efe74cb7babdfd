namespace Rouse.Protocol.Sip;

/// <summary>
/// <c>name-addr</c> or <c>addr-spec</c> with header parameters (RFC 3261 §20.10): the form of From, To, Contact, Route, Record-Route and
/// Path.
/// </summary>
public readonly struct NameAddress
{
    /// <summary>As it stands, quotes included; empty when absent.</summary>
    public ReadOnlyMemory<byte> DisplayName { get; private init; }

    /// <summary>The URI without its brackets.</summary>
    public ReadOnlyMemory<byte> UriText { get; private init; }

    /// <summary>Parameters of the header, not of the URI.</summary>
    public ParameterList Parameters { get; private init; }

    /// <summary>Whether the URI stood in angle brackets.</summary>
    public bool HasBrackets { get; private init; }

    public bool TryGetUri(out SipUri uri) => SipUri.TryParse(UriText, out uri);

    /// <summary>Checks what is needed to find URI and parameters; their own grammar is checked by who reads them.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> value, out NameAddress address)
    {
        address = default;
        var span = value.Span;
        if (span.IsEmpty)
            return false;
        var quoted = 0;
        if (span[0] == '"')
        {
            quoted = SipText.EndOfQuoted(span, 0);
            if (quoted < 0)
                return false;
        }
        // A bracket behind a colon or semicolon stands in a quoted parameter of an address without brackets.
        var stop = span[quoted..].IndexOfAny("<:;"u8);
        return stop >= 0 && span[quoted + stop] == '<'
            ? TryParseBracketed(value, quoted, quoted + stop, out address)
            : quoted == 0 && TryParseAddressSpec(value, out address);
    }

    static bool TryParseBracketed(ReadOnlyMemory<byte> value, int quotedEnd, int open, out NameAddress address)
    {
        address = default;
        var span = value.Span;
        var close = span[open..].IndexOf((byte)'>');
        if (close < 0)
            return false;
        close += open;
        // Only white space may stand between a quoted name and the bracket; an unquoted name is tokens, and UTF-8 of sloppy phones.
        if (quotedEnd > 0 ? !SipText.Trim(span[quotedEnd..open]).IsEmpty : !IsUnquotedName(span[..open]))
            return false;
        var rest = SipText.Trim(value[(close + 1)..]);
        if (!rest.IsEmpty && rest.Span[0] != ';')
            return false;
        address = new NameAddress
        {
            DisplayName = SipText.Trim(value[..open]),
            UriText = value[(open + 1)..close],
            Parameters = new ParameterList(rest),
            HasBrackets = true,
        };
        return true;
    }

    // Without brackets every parameter belongs to the header, and a question mark or comma is an error (RFC 3261 §20.10).
    static bool TryParseAddressSpec(ReadOnlyMemory<byte> value, out NameAddress address)
    {
        address = default;
        var semicolon = value.Span.IndexOf((byte)';');
        var uri = SipText.Trim(semicolon < 0 ? value : value[..semicolon]);
        if (uri.Span.ContainsAny((byte)'?', (byte)',', (byte)'"'))
            return false;
        address = new NameAddress { UriText = uri, Parameters = new ParameterList(semicolon < 0 ? default : value[semicolon..]) };
        return true;
    }

    static bool IsUnquotedName(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (!SipText.Token.Contains(b) && !SipText.IsSpace(b) && b < 0x80)
                return false;
        }
        return true;
    }
}
