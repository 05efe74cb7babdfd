using System.Buffers;

namespace Rouse.Server.Routing;

/// <summary>
/// A telephone number without its visual separators and parameters, which do not tell it from another (RFC 3966 §3, §5.1.1).
/// </summary>
static class PlainNumber
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789*#ABCDEFabcdef");

    /// <summary>What is no number stays as it is.</summary>
    public static string Of(string user)
    {
        var end = user.IndexOf(';', StringComparison.Ordinal);
        var number = end < 0 ? user : user[..end];
        var digits = string.Concat(number.Where(static letter => !IsSeparator(letter)));
        var unsigned = digits.AsSpan(digits.StartsWith('+') ? 1 : 0);
        return unsigned.IsEmpty || char.IsAsciiLetter(unsigned[0]) || unsigned.ContainsAnyExcept(Digits) ? user : digits;
    }

    static bool IsSeparator(char letter) => letter is '-' or '.' or '(' or ')';
}
