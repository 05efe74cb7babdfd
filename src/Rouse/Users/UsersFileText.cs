using System.Text;
using Rouse.Server.Authentication;

namespace Rouse.Users;

/// <summary>Changes the text of a users file line by line: comments, order and everything else stay.</summary>
static class UsersFileText
{
    /// <summary>The beginning of a file that we make.</summary>
    public const string Heading =
        "# user@domain clrtxt:password ;   or md5:HA1, sha256:HA1 instead of the password\n"
        + "# A user without domain is one of every domain of this server.\n";

    public static string LineOf(Account account)
    {
        var line = new StringBuilder(account.ToString());
        Append("clrtxt", account.ClearText);
        Append("md5", account.Md5Ha1);
        Append("sha256", account.Sha256Ha1);
        return line.Append(" ;").ToString();

        void Append(string tag, string? secret) => _ = secret is null ? line : line.Append(' ').Append(tag).Append(':').Append(secret);
    }

    /// <summary>With the account as the last line.</summary>
    public static string Add(string text, Account account)
    {
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var before = text.Length == 0 || text.EndsWith('\n') ? text : text + end;
        return before + LineOf(account) + end;
    }

    /// <summary>Without one line that is not empty.</summary>
    /// <param name="text">All of the file.</param>
    /// <param name="number">Of the line, from 1, as <see cref="UsersFile"/> counts.</param>
    public static string Remove(string text, int number)
    {
        var counted = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++counted != number || !text.AsSpan().Overlaps(line, out var begin))
                continue;
            var end = begin + line.Length;
            if (end < text.Length)
                end += text.AsSpan(end).StartsWith("\r\n") ? 2 : 1;
            return text.Remove(begin, end - begin);
        }
        return text;
    }
}
