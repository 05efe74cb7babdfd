using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Location;

/// <summary>
/// The user's public identity, key of the location service (RFC 3261 §10): user part unescaped, domain in lower case; no port, no
/// parameters.
/// </summary>
readonly record struct AddressOfRecord(string User, string Domain)
{
    /// <summary>The address that <paramref name="uri"/> names, in <paramref name="domain"/> (the canonical name of its host).</summary>
    public static AddressOfRecord Of(SipUri uri, string domain) => new(Unescape(uri.User.Span), domain);

    public override string ToString() => $"{User}@{Domain}";

    /// <summary>%XX as bytes, the whole as UTF-8; what is no escape stays as it is.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'%'))
            return Encoding.UTF8.GetString(text);
        var bytes = text.Length <= 256 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                bytes[length++] = (byte)((Hex(text[i + 1]) << 4) | Hex(text[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = text[i];
            }
        }
        return Encoding.UTF8.GetString(bytes[..length]);
    }

    static int Hex(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
