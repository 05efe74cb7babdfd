namespace Rouse.Interop.Parts;

/// <summary>The start lines of all SIP messages in a log of liblinphone, which has each one as it was sent or received.</summary>
internal static class SipTrace
{
    public const string Sent = ">>";

    public const string Received = "<<";

    public static IEnumerable<string> Read(string log)
    {
        var direction = "";
        foreach (var line in File.ReadLines(log))
        {
            direction = Direction(line) ?? direction;
            if (direction != "" && IsStartLine(line))
                yield return $"{direction} {line}";
        }
    }

    /// <summary>The values of all Reason headers (RFC 3326) that the phone received or sent.</summary>
    public static IEnumerable<string> Reasons(string log) =>
        from line in File.ReadLines(log)
        where line.StartsWith("Reason:", StringComparison.OrdinalIgnoreCase)
        select line["Reason:".Length..].Trim();

    /// <summary>The Contacts of all messages whose start line begins so.</summary>
    /// <param name="log">Of the library.</param>
    /// <param name="startLine">As <see cref="Read"/> tells it.</param>
    public static IEnumerable<string> Contacts(string log, string startLine)
    {
        var (direction, isMeant) = ("", false);
        foreach (var line in File.ReadLines(log))
        {
            direction = Direction(line) ?? direction;
            if (direction != "" && IsStartLine(line))
                isMeant = $"{direction} {line}".StartsWith(startLine, StringComparison.Ordinal);
            else if (isMeant && line.StartsWith("Contact:", StringComparison.OrdinalIgnoreCase))
                yield return line["Contact:".Length..].Trim();
        }
    }

    private static string? Direction(string line) =>
        line.Contains("]: message sent to [", StringComparison.Ordinal) ? Sent
        : line.Contains("] new bytes from [", StringComparison.Ordinal) ? Received
        : null;

    private static bool IsStartLine(string line) =>
        line.StartsWith("SIP/2.0 ", StringComparison.Ordinal) || line.EndsWith(" SIP/2.0", StringComparison.Ordinal);
}
