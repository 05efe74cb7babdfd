using System.Buffers;
using System.Text;
using Rouse.Configuration;

namespace Rouse.Users;

/// <summary>A user as an operator types it: <c>carol</c> or <c>carol@example.org</c>.</summary>
/// <param name="User">User part of the address of record.</param>
/// <param name="Domain">In lower case; null where none was typed.</param>
readonly record struct UserName(string User, string? Domain)
{
    /// <summary>
    /// What may stand in a SIP URI's user without an escape (RFC 3261 §25.1: unreserved, user-unreserved); letters beyond ASCII need one,
    /// and phones differ in how they write it.
    /// </summary>
    static readonly SearchValues<char> UserCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/");

    /// <summary>Longer than any; own decision.</summary>
    const int LongestUser = 64;

    /// <summary>What is wrong with <paramref name="text"/>, or null.</summary>
    public static string? TryParse(string text, out UserName name)
    {
        var at = text.LastIndexOf('@');
        name = at < 0 ? new UserName(text, null) : new UserName(text[..at], text[(at + 1)..].TrimEnd('.').ToLowerInvariant());
        return CheckUser(name.User) ?? (name.Domain is null ? null : CheckDomain(name.Domain));
    }

    public override string ToString() => Domain is null ? User : $"{User}@{Domain}";

    static string? CheckUser(string user) =>
        user.Length == 0 ? "the name is empty"
        : user.Length > LongestUser ? $"the name is longer than {LongestUser} characters"
        : user.AsSpan().ContainsAnyExcept(UserCharacters)
            ? $"'{user}' cannot be the name of a SIP user: letters a to z, digits and -_.!~*'()&=+$,;?/ can stand in it (RFC 3261 §25.1)"
        : null;

    static string? CheckDomain(string domain) =>
        !Ascii.IsValid(domain) ? $"'{domain}' is written in its ASCII form in SIP: xn--… (RFC 5890)" : Kinds.CheckHost(domain);
}
