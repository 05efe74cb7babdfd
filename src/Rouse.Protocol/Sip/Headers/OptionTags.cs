using System.Text;

namespace Rouse.Protocol.Sip.Headers;

/// <summary>Option tags (RFC 3261 §19.2) in the values of Supported, Require and their like.</summary>
public static class OptionTags
{
    public static bool Contains(HeaderList headers, HeaderName name, ReadOnlySpan<byte> tag)
    {
        foreach (var value in headers.Values(name))
        {
            var span = value.Span;
            foreach (var range in span.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(SipText.Trim(span[range]), tag))
                    return true;
            }
        }
        return false;
    }
}
