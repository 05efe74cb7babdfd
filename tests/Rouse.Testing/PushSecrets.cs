using System.Text;
using System.Text.RegularExpressions;

namespace Rouse.Testing;

/// <summary>
/// The rule that holds in every test: no phone ever receives a push token of another one (RFC 8599 §13). A token belongs to whoever sent
/// it; beyond the Request-URI nothing but the answer to a REGISTER may even name a push parameter.
/// </summary>
sealed partial class PushSecrets
{
    readonly Dictionary<string, HashSet<Phone>> _owners = [];

    /// <summary>Takes note of the tokens in what a phone sends.</summary>
    public void Sent(Phone phone, ReadOnlySpan<byte> bytes)
    {
        foreach (Match token in Token().Matches(Encoding.Latin1.GetString(bytes)))
        {
            if (!_owners.TryGetValue(token.Groups[1].Value, out var owners))
                _owners[token.Groups[1].Value] = owners = [];
            owners.Add(phone);
        }
    }

    /// <summary>What is wrong when a phone receives what is another's; null when nothing is.</summary>
    public string? Check(Phone phone, ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var (token, owners) in _owners)
        {
            if (!owners.Contains(phone) && Contains(text, token))
                return $"{phone.User} received the push token '{token}' of another phone:\n{text}";
        }
        var headers = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        return !IsAnswerToRegister(text) && PushParameter().IsMatch(headers) ? $"{phone.User} received push parameters:\n{text}" : null;
    }

    static bool IsAnswerToRegister(string text) => text.StartsWith("SIP/2.0 ", StringComparison.Ordinal) && RegisterCSeq().IsMatch(text);

    // tok-1 is no part of tok-10.
    static bool Contains(string text, string token)
    {
        for (var at = text.IndexOf(token, StringComparison.Ordinal); at >= 0; at = text.IndexOf(token, at + 1, StringComparison.Ordinal))
        {
            var end = at + token.Length;
            if ((at == 0 || !IsTokenChar(text[at - 1])) && (end == text.Length || !IsTokenChar(text[end])))
                return true;
        }
        return false;
    }

    static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    [GeneratedRegex(@"(?:pn-prid|pn-tok)=([^;>\s,""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex(@";\s*(?:pn-[a-z-]+|app-id)=", RegexOptions.IgnoreCase)]
    private static partial Regex PushParameter();

    [GeneratedRegex(@"^CSeq\s*:\s*\d+\s+REGISTER", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex RegisterCSeq();
}
