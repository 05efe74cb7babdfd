using System.Text;

namespace Rouse.Server.Routing;

/// <summary>
/// What a route compares with: text in which <c>*</c> stands for anything, nothing too. A leading <c>!</c> turns it around.
/// </summary>
sealed class Pattern
{
    readonly byte[] _text;
    readonly bool _isNegated;
    readonly bool _ignoresCase;

    public Pattern(string text, bool ignoresCase)
    {
        _isNegated = text.StartsWith('!');
        _text = Encoding.UTF8.GetBytes(_isNegated ? text[1..] : text);
        _ignoresCase = ignoresCase;
    }

    /// <summary>Whether it names what it does not stand for.</summary>
    public bool IsNegated => _isNegated;

    /// <summary>Whether one of them fits and none of the negated ones stands against it; only negated ones fit all others.</summary>
    public static bool Any(IReadOnlyList<Pattern> patterns, ReadOnlySpan<byte> text) => Any(patterns, text, text);

    /// <summary>The same for what can be written in two ways: each is looked at.</summary>
    public static bool Any(IReadOnlyList<Pattern> patterns, ReadOnlySpan<byte> text, ReadOnlySpan<byte> other)
    {
        var (fits, isPositive) = (false, false);
        for (var i = 0; i < patterns.Count; i++)
        {
            var pattern = patterns[i];
            var isSame = pattern.Is(text) || pattern.Is(other);
            if (pattern._isNegated && isSame)
                return false;
            isPositive |= !pattern._isNegated;
            fits |= !pattern._isNegated && isSame;
        }
        return fits || !isPositive;
    }

    /// <summary>Whether it fits this text; a negated one fits all others.</summary>
    public bool Fits(ReadOnlySpan<byte> text) => Is(text) != _isNegated;

    // Back to the last star when it does not go on: linear but for that, and never over again from the start.
    bool Is(ReadOnlySpan<byte> text)
    {
        var (at, pattern, star, mark) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (pattern < _text.Length && _text[pattern] == '*')
                (star, mark) = (pattern++, at);
            else if (pattern < _text.Length && IsSame(_text[pattern], text[at]))
                (pattern, at) = (pattern + 1, at + 1);
            else if (star >= 0)
                (pattern, at) = (star + 1, ++mark);
            else
                return false;
        }
        while (pattern < _text.Length && _text[pattern] == '*')
            pattern++;
        return pattern == _text.Length;
    }

    bool IsSame(byte pattern, byte text) => pattern == text || (_ignoresCase && Lower(pattern) == Lower(text));

    static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
