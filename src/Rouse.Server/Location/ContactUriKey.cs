using System.Globalization;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Location;

/// <summary>
/// Canonical text of a Contact URI: two URIs with the same one are the same contact (RFC 3261 §19.1.4). The push parameters do not count,
/// because an un-REGISTER comes without <c>pn-prid</c> (RFC 8599 §4.1.2); every other parameter does, in any order.
/// </summary>
static class ContactUriKey
{
    public static string Of(SipUri uri)
    {
        var key = new StringBuilder(uri.Text.Length);
        // The same contact once with and once without TLS on every hop: the later one replaces the other (RFC 5630 §5.1.1.1).
        key.Append("sip:");
        if (!uri.User.IsEmpty)
        {
            AppendEscaped(uri.User.Span, key, ignoreCase: false);
            key.Append('@');
        }
        AppendEscaped(uri.Host.Span, key, ignoreCase: true);
        if (uri.Port != 0)
            key.Append(':').Append(uri.Port);
        AppendParameters(uri.Parameters, key);
        AppendEscaped(uri.Headers.Span, key, ignoreCase: false);
        return key.ToString();
    }

    /// <summary>The key of a bound contact.</summary>
    public static string Of(Binding binding)
    {
        if (binding.Identity.Kind == BindingIdentityKind.Uri)
            return binding.Identity.Key;
        return NameAddress.TryParse(binding.Contact, out var contact) && contact.TryGetUri(out var uri) ? Of(uri) : "";
    }

    static void AppendParameters(ParameterList parameters, StringBuilder key)
    {
        var start = key.Length;
        List<string>? texts = null;
        foreach (var parameter in parameters)
        {
            if (PushParameters.IsPushParameter(parameter.Name.Span))
                continue;
            // One alone, as most contacts have it, needs no order.
            if (key.Length > start)
            {
                (texts ??= []).Add(key.ToString(start, key.Length - start));
                key.Length = start;
            }
            AppendParameter(parameter, key);
        }
        if (texts == null)
            return;
        texts.Add(key.ToString(start, key.Length - start));
        key.Length = start;
        texts.Sort(StringComparer.Ordinal);
        foreach (var text in texts)
            key.Append(text);
    }

    static void AppendParameter(ParameterList.Parameter parameter, StringBuilder key)
    {
        key.Append(';');
        AppendEscaped(parameter.Name.Span, key, ignoreCase: true);
        if (parameter.HasValue)
            AppendEscaped(parameter.Value.Span, key.Append('='), ignoreCase: true);
    }

    // An escaped character is the same as the plain one unless it is reserved (RFC 3261 §19.1.4).
    static void AppendEscaped(ReadOnlySpan<byte> text, StringBuilder key, bool ignoreCase)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)text[i];
            if (c == '%' && i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var b))
            {
                i += 2;
                if (!IsUnreserved(b))
                {
                    key.Append('%').Append(b.ToString("X2", null));
                    continue;
                }
                c = (char)b;
            }
            key.Append(ignoreCase ? char.ToLowerInvariant(c) : c);
        }
    }

    static bool IsUnreserved(byte b) => char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()"u8.Contains(b);
}
