namespace Rouse.Sandbox.Apns;

/// <summary>The values of <c>apns-push-type</c> and what Apple appends to the bundle id in the topic of each.</summary>
internal sealed record ApnsPushType(string Name, string Suffix, ApnsTokenKind? Kind)
{
    // VoIP pushes may be a kilobyte longer than all others.
    private const int VoipPayloadBytes = 5120;
    private const int PayloadBytes = 4096;

    private static readonly ApnsPushType[] All =
    [
        new("alert", "", ApnsTokenKind.Remote),
        new("background", "", ApnsTokenKind.Remote),
        new("voip", ".voip", ApnsTokenKind.Voip),
        new("complication", ".complication", null),
        new("controls", ".push-type.controls", null),
        new("fileprovider", ".pushkit.fileprovider", null),
        new("liveactivity", ".push-type.liveactivity", null),
        new("location", ".location-query", null),
        new("mdm", "", null),
        new("pushtotalk", ".voip-ptt", null),
        new("widgets", ".push-type.widgets", null),
    ];

    public int MaxPayloadBytes => Name == "voip" ? VoipPayloadBytes : PayloadBytes;

    public static ApnsPushType? Find(string? name) => Array.Find(All, type => type.Name == name);

    /// <summary>The bundle id in a topic of this type, or null: the topic lacks the type's suffix or has that of another.</summary>
    public string? BundleId(string topic)
    {
        var longest = All.Where(type => topic.EndsWith(type.Suffix, StringComparison.Ordinal)).MaxBy(type => type.Suffix.Length);
        return longest?.Suffix == Suffix && topic.Length > Suffix.Length ? topic[..^Suffix.Length] : null;
    }
}
