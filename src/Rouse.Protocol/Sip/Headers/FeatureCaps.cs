using System.Text;

namespace Rouse.Protocol.Sip.Headers;

/// <summary>What the header Feature-Caps (RFC 6809) says of pushes (RFC 8599 §5.4).</summary>
public static class FeatureCaps
{
    /// <summary>The value that says: pushes of this type are sent. A type that cannot stand in quotes is null.</summary>
    public static byte[]? ForPush(string type)
    {
        foreach (var letter in type)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_'))
                return null;
        }
        return type.Length == 0 ? null : Encoding.ASCII.GetBytes($"*;+sip.pns=\"{type}\"");
    }

    /// <summary>Whether a value, or one in a list of them, says that pushes are sent, of whatever type.</summary>
    public static bool HasPush(ReadOnlySpan<byte> value)
    {
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '"')
            {
                // One that never closes hides the rest.
                if (SipText.EndOfQuoted(value, i) is var behind && behind <= 0)
                    break;
                i = behind - 1;
            }
            else if (value[i] is (byte)';' or (byte)',')
            {
                if (IsPush(value[start..i]))
                    return true;
                start = i + 1;
            }
        }
        return IsPush(value[start..]);
    }

    static bool IsPush(ReadOnlySpan<byte> capability) =>
        Ascii.EqualsIgnoreCase(
            SipText.Trim(capability.IndexOf((byte)'=') is >= 0 and var equals ? capability[..equals] : capability), "+sip.pns"u8);
}
