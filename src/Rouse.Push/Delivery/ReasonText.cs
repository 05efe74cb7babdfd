using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rouse.Push.Delivery;

/// <summary>
/// Makes one short line of what a server or the network said, without the device token: servers like to repeat what they were asked.
/// </summary>
internal static class ReasonText
{
    /// <summary>Long enough for a sentence, short enough for a log line.</summary>
    public const int MaxLength = 200;

    private const string Mask = "[token]";

    private static readonly string[] JsonKeys = ["reason", "error", "message", "detail"];

    /// <summary>The body of an error: the reason in a JSON object, else the text itself.</summary>
    public static string Of(ReadOnlyMemory<byte> body, string token)
    {
        var text = body.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? JsonReason(body) : Encoding.UTF8.GetString(body.Span);
        return OneLine(text, token);
    }

    public static string Of(Exception error, string token)
    {
        var kind = error is HttpRequestException request ? request.HttpRequestError.ToString() : error.GetType().Name;
        return OneLine($"{kind}: {error.GetBaseException().Message}", token);
    }

    /// <summary>The text without the token, line ends and what cannot be seen.</summary>
    public static string OneLine(string text, string token)
    {
        if (token.Length > 0)
        {
            text = text.Replace(token, Mask, StringComparison.OrdinalIgnoreCase)
                .Replace(Uri.EscapeDataString(token), Mask, StringComparison.OrdinalIgnoreCase);
        }
        var line = new StringBuilder();
        var gap = false;
        foreach (var c in text)
        {
            if (IsInvisible(c))
            {
                gap = line.Length > 0;
                continue;
            }
            if (gap)
                line.Append(' ');
            gap = false;
            line.Append(c);
            if (line.Length > MaxLength)
                return Cut(line);
        }
        return line.ToString();
    }

    private static string JsonReason(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var key in JsonKeys)
            {
                if (document.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
                    return value.GetString()!;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Broken JSON, or an escape that is no Unicode text. The token could stand behind escapes in it, so nothing of it is shown.
        }
        return "";
    }

    private static bool IsInvisible(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format;

    private static string Cut(StringBuilder line)
    {
        line.Length = char.IsHighSurrogate(line[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1;
        return line.Append('…').ToString();
    }
}
