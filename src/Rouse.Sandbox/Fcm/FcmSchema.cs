namespace Rouse.Sandbox.Fcm;

internal enum FcmType : byte
{
    Text,
    Flag,
    Whole,
    Number,
    Duration,
    Choice,
    TextMap,
    Anything,
    Message,
}

/// <param name="Name">As in the .proto file; JSON may also say it in camel case.</param>
internal sealed record FcmField(string Name, FcmType Type)
{
    /// <summary>Of <see cref="FcmType.Message"/>.</summary>
    public IReadOnlyDictionary<string, FcmField> Fields { get; init; } = new Dictionary<string, FcmField>();

    /// <summary>Of <see cref="FcmType.Choice"/>.</summary>
    public string[] Choices { get; init; } = [];

    public bool Repeated { get; init; }

    public string JsonName { get; } = CamelCase(Name);

    public static string CamelCase(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}

/// <summary>The fields of <c>projects.messages:send</c>, from the reference of FCM's REST API v1.</summary>
internal static class FcmSchema
{
    private static readonly FcmField[] NotificationFields = [Text("title"), Text("body"), Text("image")];

    private static readonly FcmField[] LightSettings =
    [
        Message("color", Number("red"), Number("green"), Number("blue"), Number("alpha")),
        Duration("light_on_duration"), Duration("light_off_duration"),
    ];

    private static readonly FcmField[] AndroidNotification =
    [
        Text("title"), Text("body"), Text("icon"), Text("color"), Text("sound"), Text("tag"), Text("click_action"), Text("body_loc_key"),
        Text("title_loc_key"), Text("channel_id"), Text("ticker"), Text("event_time"), Text("image"),
        Text("body_loc_args") with { Repeated = true }, Text("title_loc_args") with { Repeated = true },
        Flag("sticky"), Flag("local_only"), Flag("default_sound"), Flag("default_vibrate_timings"), Flag("default_light_settings"),
        Flag("bypass_proxy_notification"), new("notification_count", FcmType.Whole),
        Duration("vibrate_timings") with { Repeated = true }, Message("light_settings", LightSettings),
        Choice(
            "notification_priority",
            "PRIORITY_UNSPECIFIED", "PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT", "PRIORITY_HIGH", "PRIORITY_MAX"),
        Choice("visibility", "VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"),
        Choice("proxy", "PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"),
    ];

    private static readonly FcmField[] Android =
    [
        Text("collapse_key"), Choice("priority", "NORMAL", "HIGH"), Duration("ttl"), Text("restricted_package_name"), TextMap("data"),
        Message("notification", AndroidNotification), Message("fcm_options", Text("analytics_label")), Flag("direct_boot_ok"),
        Flag("bandwidth_constrained_ok"), Flag("restricted_satellite_ok"),
    ];

    private static readonly FcmField[] Webpush =
    [
        TextMap("headers"), TextMap("data"), new("notification", FcmType.Anything),
        Message("fcm_options", Text("link"), Text("analytics_label")),
    ];

    private static readonly FcmField[] Apns =
    [
        TextMap("headers"), new("payload", FcmType.Anything), Message("fcm_options", Text("analytics_label"), Text("image")),
        Text("live_activity_token"),
    ];

    /// <summary>Who gets the message: exactly one of these.</summary>
    public static readonly string[] Targets = ["token", "topic", "condition", "fid"];

    public static readonly FcmField Request = Message(
        "",
        Flag("validate_only"),
        Message(
            "message",
            Text("name"), TextMap("data"), Message("notification", NotificationFields), Message("android", Android),
            Message("webpush", Webpush), Message("apns", Apns), Message("fcm_options", Text("analytics_label")),
            Text("token"), Text("topic"), Text("condition"), Text("fid")));

    private static FcmField Text(string name) => new(name, FcmType.Text);

    private static FcmField Flag(string name) => new(name, FcmType.Flag);

    private static FcmField Number(string name) => new(name, FcmType.Number);

    private static FcmField Duration(string name) => new(name, FcmType.Duration);

    private static FcmField TextMap(string name) => new(name, FcmType.TextMap);

    private static FcmField Choice(string name, params string[] choices) => new(name, FcmType.Choice) { Choices = choices };

    private static FcmField Message(string name, params FcmField[] fields) => new(name, FcmType.Message)
    {
        Fields = fields
            .SelectMany(field => new[] { (field.Name, Field: field), (Name: field.JsonName, Field: field) })
            .DistinctBy(pair => pair.Name)
            .ToDictionary(pair => pair.Name, pair => pair.Field, StringComparer.Ordinal),
    };
}
