using System.Diagnostics.CodeAnalysis;

namespace Rouse.Server.Authentication;

/// <summary>
/// The users file: one account a line, <c>user@domain clrtxt:password md5:HA1 sha256:HA1 ; [userid] [phone]</c>. Flexisip's file, which
/// begins with <c>version:1</c>, is read as it is; without that line the same is expected. A user without domain is one of every own
/// domain. Errors never show a password.
/// </summary>
sealed class UsersFile
{
    const string VersionTag = "version:";

    static readonly char[] Blanks = [' ', '\t'];

    readonly List<Account> _accounts = [];
    readonly List<string> _errors = [];
    readonly Dictionary<(string User, string? Domain), int> _lines = [];

    UsersFile()
    {
    }

    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>One line each: file, line number, what is wrong.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The line of an account that is there, from 1.</summary>
    public int LineOf(Account account) => _lines[(account.User, account.Domain)];

    /// <summary>Reads the file; one that cannot be read is an error like those of its lines.</summary>
    public static UsersFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var unread = new UsersFile();
            var reason = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message;
            unread._errors.Add($"{path}: {reason}");
            return unread;
        }
    }

    /// <param name="text">All of the file.</param>
    /// <param name="name">What stands before the line number in errors.</param>
    public static UsersFile Parse(string text, string name)
    {
        var file = new UsersFile();
        var number = 0;
        var first = true;
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var words = line.ToString().Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0][0] == '#')
                continue;
            if (file.ReadLine(words, number, first) is { } error)
                file._errors.Add($"{name}:{number}: {error}");
            first = false;
        }
        return file;
    }

    string? ReadLine(string[] words, int number, bool first)
    {
        if (words.Length == 1 && words[0].StartsWith(VersionTag, StringComparison.Ordinal))
            return CheckVersion(words[0], first);
        if (!TryReadAccount(words, out var account, out var error))
            return error;
        if (!_lines.TryAdd((account.User, account.Domain), number))
            return $"account {account} is there already, in line {_lines[(account.User, account.Domain)]}";
        _accounts.Add(account);
        return null;
    }

    static string? CheckVersion(string line, bool first) =>
        line != "version:1" ? $"'{line}' is not known; write version:1, or nothing"
        : first ? null
        : "version:1 stands before all accounts";

    static bool TryReadAccount(string[] words, [NotNullWhen(true)] out Account? account, [NotNullWhen(false)] out string? error)
    {
        account = null;
        var end = Array.IndexOf(words, ";", 1);
        if (end < 0)
            end = words.Length;
        error = end == words.Length && words[^1].EndsWith(';') ? "a blank belongs before ';'" : null;
        if (error is not null)
            return false;
        if (!TryReadName(words[0], out var user, out var domain, out error)
            || !TryReadSecrets(words.AsSpan(1, end - 1), out var secrets, out error))
            return false;
        account = new Account(
            user,
            domain,
            secrets.GetValueOrDefault("clrtxt"),
            secrets.GetValueOrDefault("md5")?.ToLowerInvariant(),
            secrets.GetValueOrDefault("sha256")?.ToLowerInvariant());
        if (end + 1 < words.Length && words[end + 1][0] != '#')
            account = account with { CredentialsUser = Uri.UnescapeDataString(words[end + 1]) };
        return true;
    }

    static bool TryReadName(string word, out string user, out string? domain, [NotNullWhen(false)] out string? error)
    {
        var at = word.LastIndexOf('@');
        user = Uri.UnescapeDataString(at < 0 ? word : word[..at]);
        domain = at < 0 ? null : word[(at + 1)..].ToLowerInvariant();
        error = user.Length == 0 ? $"'{word}' has no user before '@'"
            : domain is null && user.Contains(':', StringComparison.Ordinal) ? "a line begins with user@domain"
            : domain is not null && Uri.CheckHostName(domain) == UriHostNameType.Unknown ? $"'{domain}' is not a domain"
            : null;
        return error is null;
    }

    static bool TryReadSecrets(ReadOnlySpan<string> words, out Dictionary<string, string> secrets, [NotNullWhen(false)] out string? error)
    {
        secrets = [];
        error = words.IsEmpty ? "no password; write clrtxt:, md5: or sha256: after the user" : null;
        foreach (var word in words)
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var tag = colon < 0 ? "" : word[..colon];
            var secret = word[(colon + 1)..];
            error ??= CheckSecret(tag, secret);
            if (!secrets.TryAdd(tag, secret))
                error ??= $"{tag}: stands twice";
        }
        return error is null;
    }

    static string? CheckSecret(string tag, string secret) => tag switch
    {
        "clrtxt" => secret.Length > 0 ? null : "the password after clrtxt: is empty",
        "md5" => IsHash(secret, 32) ? null : "md5: takes 32 hexadecimal digits",
        "sha256" => IsHash(secret, 64) ? null : "sha256: takes 64 hexadecimal digits",
        _ => "what follows the user is clrtxt:, md5: or sha256: without blanks inside, then ' ;'",
    };

    static bool IsHash(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigit);
}
