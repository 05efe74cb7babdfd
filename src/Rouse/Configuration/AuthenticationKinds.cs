using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;
using Rouse.Server.Authentication;

namespace Rouse.Configuration;

/// <summary>The kinds of value of <c>[auth]</c> and <c>[trust]</c>.</summary>
static class AuthenticationKinds
{
    public static ValueKind<IReadOnlyList<AuthenticationMethod>> Methods { get; } = Kinds.List(Kinds.Choice(
        ("digest", AuthenticationMethod.Digest), ("certificate", AuthenticationMethod.Certificate),
        ("bearer", AuthenticationMethod.Bearer)));

    public static ValueKind<IReadOnlyList<IPNetwork>> Networks { get; } = Kinds.List(new NetworkKind());

    /// <summary>A URI that stands in quotes in a header (RFC 8898 §4).</summary>
    public static ValueKind<string> HttpsUrl { get; } = new TextKind(
        "https:// URL", text => IsHttpsUrl(text) ? null : $"\"{text}\" is not a URL that begins with https://");

    /// <summary>Where keys are: fetched, or read.</summary>
    public static ValueKind<string> KeysAt { get; } = new TextKind(
        "https:// URL, or path",
        text => text.Length == 0 ? "the path is empty"
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "keys are not fetched without TLS; write https://"
            : text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !IsHttpsUrl(text) ? $"\"{text}\" is not a URL"
            : null,
        (text, origin) => IsHttpsUrl(text) || origin.Folder.Length == 0 ? text : Path.Combine(origin.Folder, text));

    /// <summary>Scope tokens with blanks between them (RFC 6749 §3.3).</summary>
    public static ValueKind<string> Scope { get; } = new TextKind(
        "words with blanks between them",
        text => text.Length == 0 || text.Any(static c => c is < ' ' or '"' or '\\' or > '~') ? "a scope has no such characters" : null);

    static bool IsHttpsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https" && !text.Contains('"', StringComparison.Ordinal);
}

/// <summary>A regular expression that costs time in proportion to the text, whatever a stranger sends.</summary>
sealed class PatternKind : ValueKind<Regex>
{
    public override string Description => "regular expression";

    public override bool TryRead(ConfigValue value, KeyFaults faults, [MaybeNullWhen(false)] out Regex result)
    {
        result = null;
        if (value is not TextValue text)
            return faults.Refuse(value, $"{value.Shown} is not text in quotes");
        try
        {
            result = new Regex(text.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException)
        {
            return faults.Refuse(value, $"{value.Shown} is not a regular expression");
        }
        catch (NotSupportedException)
        {
            return faults.Refuse(value, $"{value.Shown}: references and looking around are not supported");
        }
    }

    public override string Write(Regex value) => $"\"{value}\"";
}
