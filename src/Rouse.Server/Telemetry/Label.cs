namespace Rouse.Server.Telemetry;

/// <summary>A label of a metric and every value that it can have: what strangers send never becomes one.</summary>
readonly record struct Label(string Name, IReadOnlyList<string> Values)
{
    /// <summary>For a value that is not in the list.</summary>
    public const string Other = "other";

    /// <summary>In the order of <see cref="Protocol.Sip.SipMethod"/>.</summary>
    public static Label Method { get; } = new("method",
    [
        Other, "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "INFO",
        "PRACK", "UPDATE",
    ]);

    /// <summary>Of a status (RFC 3261 §7.2), by <see cref="ClassOf"/>.</summary>
    public static Label Class { get; } = new("class", [Other, "1xx", "2xx", "3xx", "4xx", "5xx", "6xx"]);

    public static int ClassOf(int status) => status is >= 100 and < 700 ? status / 100 : 0;

    /// <summary>Where a value stands; where <see cref="Other"/> does if it is not in the list.</summary>
    public int IndexOf(string? value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
                return i;
        }
        return value == Other ? -1 : IndexOf(Other);
    }

    /// <summary>The tags of every combination, the last label running fastest.</summary>
    public static KeyValuePair<string, object?>[][] Combine(IReadOnlyList<Label> labels)
    {
        KeyValuePair<string, object?>[][] tags = [[]];
        foreach (var label in labels)
            tags = [.. tags.SelectMany(before => label.Values, (before, value) => label.Behind(before, value))];
        return tags;
    }

    KeyValuePair<string, object?>[] Behind(KeyValuePair<string, object?>[] before, string value) => [.. before, new(Name, value)];
}
