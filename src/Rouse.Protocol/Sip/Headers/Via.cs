namespace Rouse.Protocol.Sip.Headers;

/// <summary>One Via value (RFC 3261 §20.42).</summary>
public readonly struct Via
{
    /// <summary>Whether it speaks SIP/2.0; other protocols and versions have the same form.</summary>
    public bool IsSip2 { get; private init; }

    /// <summary>UDP, TCP, TLS, WS …, as it stands.</summary>
    public ReadOnlyMemory<byte> Transport { get; private init; }

    /// <summary>Host of sent-by; an IPv6 address without its brackets.</summary>
    public ReadOnlyMemory<byte> Host { get; private init; }

    /// <summary>Port of sent-by; 0 when absent.</summary>
    public int Port { get; private init; }

    /// <summary>sent-by as it stands.</summary>
    public ReadOnlyMemory<byte> SentBy { get; private init; }

    public ParameterList Parameters { get; private init; }

    /// <summary>Empty when absent.</summary>
    public ReadOnlyMemory<byte> Branch => Parameters.TryGet("branch"u8, out var branch) ? branch : default;

    /// <summary>Whether the branch promises to be unique in space and time (RFC 3261 §8.1.1.7).</summary>
    public bool HasMagicCookie => BeginsWithCookie(Branch.Span);

    internal static bool BeginsWithCookie(ReadOnlySpan<byte> branch) =>
        branch.Length >= 7 && System.Text.Ascii.EqualsIgnoreCase(branch[..7], "z9hG4bK"u8);

    public static bool TryParse(ReadOnlyMemory<byte> value, out Via via)
    {
        via = default;
        var position = 0;
        if (!TakeToken(value, ref position, out var protocol) || !TakeSlash(value, ref position)
            || !TakeToken(value, ref position, out var version) || !TakeSlash(value, ref position)
            || !TakeToken(value, ref position, out var transport))
            return false;
        var rest = value[position..];
        var semicolon = rest.Span.IndexOf((byte)';');
        var sentBy = SipText.Trim(semicolon < 0 ? rest : rest[..semicolon]);
        if (!SipHost.TryParse(sentBy, out var host, out var port, out _))
            return false;
        via = new Via
        {
            IsSip2 = System.Text.Ascii.EqualsIgnoreCase(protocol.Span, "SIP"u8) && version.Span.SequenceEqual("2.0"u8),
            Transport = transport,
            Host = host,
            Port = port,
            SentBy = sentBy,
            Parameters = new ParameterList(semicolon < 0 ? default : rest[semicolon..]),
        };
        return true;
    }

    static bool TakeToken(ReadOnlyMemory<byte> value, ref int position, out ReadOnlyMemory<byte> token)
    {
        SkipSpace(value.Span, ref position);
        var length = value.Span[position..].IndexOfAnyExcept(SipText.Token);
        if (length < 0)
            length = value.Length - position;
        token = value.Slice(position, length);
        position += length;
        return length > 0;
    }

    static bool TakeSlash(ReadOnlyMemory<byte> value, ref int position)
    {
        SkipSpace(value.Span, ref position);
        if (position >= value.Length || value.Span[position] != '/')
            return false;
        position++;
        return true;
    }

    static void SkipSpace(ReadOnlySpan<byte> text, ref int position)
    {
        while (position < text.Length && SipText.IsSpace(text[position]))
            position++;
    }
}
