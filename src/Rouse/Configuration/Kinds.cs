using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rouse.Configuration;

/// <summary>The kinds of value that several keys take.</summary>
static partial class Kinds
{
    /// <summary>Characters of a token (RFC 9110 §5.6.2), which the name of an HTTP header is.</summary>
    static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static ValueKind<bool> Flag { get; } = new FlagKind();

    /// <summary>A file or folder; relative to the folder of the configuration file, elsewhere to the working directory.</summary>
    public static ValueKind<string> Path { get; } = new TextKind(
        "path",
        text => text.Length == 0 ? "the path is empty" : null,
        (text, origin) => origin.Folder.Length == 0 ? text : System.IO.Path.Combine(origin.Folder, text));

    /// <summary>A file as <see cref="Path"/>, or in its place the text that it would hold: PEM or JSON.</summary>
    public static ValueKind<string> FileText { get; } = new TextKind(
        "path, or the file's text",
        text => text.Length == 0 ? "the path is empty" : null,
        (text, origin) => origin.Folder.Length == 0 || IsFileText(text) ? text : System.IO.Path.Combine(origin.Folder, text));

    /// <summary>Whatever the operator types.</summary>
    public static ValueKind<string> Text { get; } = new TextKind("text", text => text.Length == 0 ? "the text is empty" : null);

    /// <summary>A host as it stands in a SIP URI (RFC 3261 §25.1): in lower case, IPv6 in brackets.</summary>
    public static ValueKind<string> Host { get; } = new TextKind("host name or address", CheckHost, (text, _) => NormalizeHost(text));

    /// <summary>URL template of a push service.</summary>
    public static ValueKind<string> HttpUrl { get; } = new TextKind("http:// or https:// URL, with placeholders", CheckHttpUrl);

    public static ValueKind<string> HeaderValue { get; } = new TextKind(
        "text", text => text.Any(char.IsControl) ? "a header has no control characters" : null);

    public static ValueKind<IReadOnlyList<string>> Algorithms { get; } = List(Choice(("MD5", "MD5"), ("SHA-256", "SHA-256")));

    public static ValueKind<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new DurationKind(min, max);

    public static ValueKind<int> Number(int min, int max) => new NumberKind(min, max);

    public static ValueKind<IReadOnlyList<T>> List<T>(ValueKind<T> item) => new ListKind<T>(item);

    public static ValueKind<IReadOnlyList<T>> ListOrNone<T>(ValueKind<T> item) => new ListKind<T>(item, mayBeEmpty: true);

    public static ValueKind<T> Choice<T>(params (string Word, T Meaning)[] choices) => new ChoiceKind<T>(choices);

    public static string? CheckHost(string text) =>
        Uri.CheckHostName(text) != UriHostNameType.Unknown && Ascii.IsValid(text) ? null
        : ToAscii(text) is { } ascii ? $"\"{text}\" is written \"{ascii}\" in SIP (RFC 5890)"
        : $"\"{text}\" is not a host name or an address, without port, such as sip.example.org";

    static string? ToAscii(string text)
    {
        try
        {
            return Ascii.IsValid(text) || Uri.CheckHostName(text) == UriHostNameType.Unknown ? null : new IdnMapping().GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static string NormalizeHost(string text) =>
        (text.Contains(':', StringComparison.Ordinal) && text[0] != '[' ? $"[{text}]" : text).TrimEnd('.').ToLowerInvariant();

    public static string? CheckHeaderName(string text) =>
        text.Length == 0 || text.AsSpan().ContainsAnyExcept(TokenCharacters) ? $"\"{text}\" is not the name of a header" : null;

    /// <summary>Whether it is what a file would hold, and not its name.</summary>
    public static bool IsFileText(string text) =>
        text.AsSpan().TrimStart() is var start && (start.StartsWith("-----BEGIN") || start is ['{', ..]);

    // The URL may hold a key of the push service, so the fault does not show it.
    static string? CheckHttpUrl(string text) =>
        Uri.TryCreate(Placeholder().Replace(text, "x"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? null
            : "this is not a URL that begins with http:// or https://";

    [GeneratedRegex(@"\{[a-z_]+\}")]
    private static partial Regex Placeholder();
}
