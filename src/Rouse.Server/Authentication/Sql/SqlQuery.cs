using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// The operator's query with its parameters, <c>@user</c> and <c>@domain</c>. <c>:user</c> is taken too, and <c>id</c> for <c>user</c>,
/// as Flexisip writes them. Text in quotes, comments, casts (<c>::</c>) and variables of the session (<c>@@</c>) stay as they are.
/// </summary>
sealed class SqlQuery
{
    public const string User = "user";
    public const string Domain = "domain";

    readonly StringBuilder _text = new();
    readonly HashSet<string> _parameters = [];
    string? _unknown;

    SqlQuery()
    {
    }

    /// <summary>With <c>@</c> before every parameter: what all providers understand.</summary>
    public string Text => _text.ToString();

    public IReadOnlySet<string> Parameters => _parameters;

    /// <param name="sql">As the operator wrote it.</param>
    /// <param name="query">Null when it is wrong.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(string sql, [NotNullWhen(true)] out SqlQuery? query, [NotNullWhen(false)] out string? error)
    {
        query = new SqlQuery();
        for (var at = 0; at < sql.Length;)
            at = query.Read(sql, at);
        error = sql.AsSpan().Trim().IsEmpty ? "is empty"
            : query._unknown is { } unknown ? Explain(unknown)
            : !query._parameters.Contains(User) ? "asks for no user; write @user where the user part of the address belongs"
            : null;
        if (error == null)
            return true;
        query = null;
        return false;
    }

    int Read(string sql, int at)
    {
        var end = EndOfOpaque(sql, at);
        if (end > at)
        {
            _text.Append(sql, at, end - at);
            return end;
        }
        if (sql[at] is '@' or ':' && NameAfter(sql, at) is { Length: > 0 } name)
        {
            _text.Append('@').Append(NoteParameter(name));
            return at + 1 + name.Length;
        }
        _text.Append(sql[at]);
        return at + 1;
    }

    string NoteParameter(string name)
    {
        var meant = name is "id" ? User : name;
        if (meant is User or Domain)
            _parameters.Add(meant);
        else
            _unknown ??= name;
        return meant;
    }

    // Where what begins here ends, if there are no parameters in it; else where it begins.
    static int EndOfOpaque(string sql, int at) => sql[at] switch
    {
        '\'' or '"' or '`' => After(sql, at + 1, sql[at].ToString()),
        '-' when Follows(sql, at, "--") => After(sql, at, "\n"),
        '/' when Follows(sql, at, "/*") => After(sql, at + 2, "*/"),
        ':' or '@' when at + 1 < sql.Length && sql[at + 1] == sql[at] => at + 2 + NameAfter(sql, at + 1).Length,
        var letter when char.IsLetterOrDigit(letter) || letter == '_' => at + 1 + NameAfter(sql, at).Length,
        _ => at,
    };

    static bool Follows(string sql, int at, string text) => sql.AsSpan(at).StartsWith(text);

    static int After(string sql, int from, string end) =>
        sql.IndexOf(end, from, StringComparison.Ordinal) is var at and >= 0 ? at + end.Length : sql.Length;

    static string NameAfter(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_'))
            end++;
        return sql[(at + 1)..end];
    }

    static string Explain(string unknown) => unknown switch
    {
        "authid" => "asks for @authid, and it is also asked who can be called: select that name as a column authid instead",
        _ => $"asks for @{unknown}, which is not there; it may ask for @user and @domain",
    };
}
