using System.Text.RegularExpressions;

namespace Rouse.Configuration;

/// <summary>What is wrong with a line that is not TOML, for somebody who has never heard of TOML: what to write in its place.</summary>
static partial class TomlFault
{
    /// <param name="message">The parser's.</param>
    /// <param name="line">Where it stumbled.</param>
    public static string Explain(string message, string line)
    {
        line = line.TrimEnd('\r');
        return ExplainSection(line) ?? ExplainKey(line) ?? ExplainText(line) ?? ExplainMessage(message);
    }

    /// <summary>Whether a line was meant to begin a section.</summary>
    public static bool IsSection(string line) => Section().IsMatch(line.TrimEnd('\r'));

    static string? ExplainSection(string line) =>
        Section().Match(line) is { Success: true } section ? $"a section stands in brackets; write [{section.Groups["name"].Value.Trim()}]"
        : null;

    static string? ExplainKey(string line)
    {
        if (NoEquals().Match(line) is { Success: true } colon)
        {
            var (key, value) = (colon.Groups["key"].Value, colon.Groups["value"].Value.Trim());
            return $"a key and its value stand with = between them; write {key} = {value}";
        }
        if (NoValue().Match(line) is { Success: true } bare)
            return $"'{bare.Groups["key"].Value}' has no value; write {bare.Groups["key"].Value} = and the value";
        return null;
    }

    static string? ExplainText(string line)
    {
        if (Flag().Match(line) is { Success: true } flag)
        {
            var isOn = flag.Groups["value"].Value.ToLowerInvariant() is "true" or "yes" or "on";
            return $"yes and no are written true and false; write {flag.Groups["key"].Value} = {(isOn ? "true" : "false")}";
        }
        if (UnquotedText().Match(line) is { Success: true } text)
            return $"text and durations stand in quotes; write {text.Groups["key"].Value} = \"{text.Groups["value"].Value}\"";
        if (UnquotedItem().IsMatch(line))
            return "text in a list stands in quotes; write [\"one\", \"two\"]";
        return Backslash().IsMatch(line) ? "a backslash in quotes begins a special character; write the text in single quotes" : null;
    }

    static string ExplainMessage(string message) => message switch
    {
        _ when message.Contains("parse integer", StringComparison.Ordinal) => "the number is too large",
        _ when message.Contains("newline in a string", StringComparison.Ordinal) => "the text has no closing quote",
        _ when message.Contains("End-Of-File found on string", StringComparison.Ordinal) => "the text has no closing quote",
        _ when message.Contains("closing `]` for an array", StringComparison.Ordinal) => "a list that began above has no closing ]",
        _ when message.Contains("separate items in an array", StringComparison.Ordinal) =>
            "a comma is missing between two values of the list",
        _ => $"not TOML: {char.ToLowerInvariant(message[0])}{message[1..]}",
    };

    // [auth  auth]  [auth]]  (auth)
    [GeneratedRegex("""^\s*(?:\[(?<name>[^\[\]=#]+)(?:\]\]+)?|\(?(?<name>[^\[\]()=#"]+)[\])])\s*$""")]
    private static partial Regex Section();

    // data: "a"   data "a"
    [GeneratedRegex("""^\s*(?<key>[A-Za-z0-9_-]+)(?:\s*:\s*|\s+(?=["'\d]))(?<value>[^=\s][^=]*)$""")]
    private static partial Regex NoEquals();

    [GeneratedRegex("""^\s*(?<key>[A-Za-z0-9_.-]+)\s*=?\s*(#.*)?$""")]
    private static partial Regex NoValue();

    [GeneratedRegex("""^\s*(?<key>[A-Za-z0-9_.-]+)\s*=\s*(?<value>on|off|yes|no|true|false)\s*(#.*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Flag();

    [GeneratedRegex("""^\s*(?<key>[A-Za-z0-9_.-]+)\s*=\s*(?<value>[0-9*/.]*[A-Za-z][^\s"'#,{}\[\]]*)\s*(#.*)?$""")]
    private static partial Regex UnquotedText();

    [GeneratedRegex("""[\[,]\s*[A-Za-z*][^\s"'#,{}\[\]]*\s*[,\]]""")]
    private static partial Regex UnquotedItem();

    [GeneratedRegex("""="[^"]*\\[^btnfre"\\ux]|=\s*"[^"]*\\[^btnfre"\\ux]""")]
    private static partial Regex Backslash();
}
