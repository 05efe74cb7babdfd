using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// Makes an account of the rows of the operator's query. Columns count by name: <c>password</c> with or without <c>algorithm</c>,
/// <c>ha1_md5</c>, <c>ha1_sha256</c>, <c>authid</c>. Several rows add up; what an earlier one said stays.
/// </summary>
/// <param name="aor">Whose rows they are.</param>
/// <param name="log">What cannot be used; never shows it.</param>
sealed class AccountRows(AddressOfRecord aor, ILogger log)
{
    /// <summary>Three would do: clear text and a hash for each algorithm.</summary>
    const int MaxRows = 16;

    /// <summary>No one types more, and every account that is remembered takes memory.</summary>
    const int LongestPassword = 1024;

    static readonly string[] Secrets = ["password", "ha1_md5", "ha1_sha256"];

    string? _clearText;
    string? _md5Ha1;
    string? _sha256Ha1;
    string? _authid;

    /// <returns>Null for no rows at all.</returns>
    /// <exception cref="InvalidDataException">The query gives no column that proves anything.</exception>
    public async Task<Account?> ReadAsync(DbDataReader reader, CancellationToken cancellation)
    {
        var columns = ColumnsOf(reader);
        var rows = 0;
        while (rows < MaxRows && await reader.ReadAsync(cancellation))
        {
            rows++;
            string? Text(string column) => columns.TryGetValue(column, out var at) ? TextOf(reader.GetValue(at)) : null;
            _authid ??= Text("authid");
            NotePassword(Text("password"), Text("algorithm"));
            _md5Ha1 ??= CheckHa1(Text("ha1_md5"), 32);
            _sha256Ha1 ??= CheckHa1(Text("ha1_sha256"), 64);
        }
        if (rows == 0)
            return null;
        var account = new Account(aor.User, aor.Domain, _clearText, _md5Ha1, _sha256Ha1);
        return _authid is null ? account : account with { CredentialsUser = _authid };
    }

    static Dictionary<string, int> ColumnsOf(DbDataReader reader)
    {
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < reader.FieldCount; at++)
            columns.TryAdd(reader.GetName(at), at);
        return Array.Exists(Secrets, columns.ContainsKey)
            ? columns
            : throw new InvalidDataException(
                $"the query gives no column {string.Join(" or ", Secrets)} but {string.Join(", ", columns.Keys)}; rename with AS");
    }

    void NotePassword(string? text, string? algorithm)
    {
        if (text == null)
            return;
        switch (algorithm?.Trim().ToUpperInvariant())
        {
            case null or "" or "CLRTXT":
                _clearText ??= CheckLength(text);
                break;
            case "MD5":
                _md5Ha1 ??= CheckHa1(text, 32);
                break;
            case "SHA-256" or "SHA256":
                _sha256Ha1 ??= CheckHa1(text, 64);
                break;
            default:
                Complain("algorithm is none of CLRTXT, MD5, SHA-256");
                break;
        }
    }

    string? CheckLength(string text)
    {
        if (text.Length <= LongestPassword)
            return text;
        Complain($"the password has more than {LongestPassword} characters");
        return null;
    }

    string? CheckHa1(string? text, int length)
    {
        var hash = text?.Trim();
        if (string.IsNullOrEmpty(hash))
            return null;
        if (hash.Length == length && hash.All(char.IsAsciiHexDigit))
            return hash.ToLowerInvariant();
        Complain($"a hash is not {length} hexadecimal digits");
        return null;
    }

    // Whatever type the column has.
    static string? TextOf(object value)
    {
        var text = value switch
        {
            DBNull => null,
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    void Complain(string why) => SqlLog.Unusable(log, Uri.EscapeDataString(aor.User) + "@" + aor.Domain, why);
}
