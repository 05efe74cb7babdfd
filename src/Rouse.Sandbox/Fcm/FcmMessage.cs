using System.Text;
using System.Text.Json;

namespace Rouse.Sandbox.Fcm;

/// <summary>A message whose fields have the right types, with FCM's rules for their values.</summary>
internal sealed class FcmMessage(JsonElement json)
{
    private const int MaxDataBytes = 4096;
    private const int MaxTopicDataBytes = 2048;
    private const decimal MaxTtlSeconds = 2_419_200;

    private readonly JsonElement? _android = FcmSchemaCheck.Field(json, "android");

    /// <summary>The device; null for a topic or condition.</summary>
    public string? Token { get; } = Text(json, "token") ?? Text(json, "fid");

    public string Json => json.GetRawText();

    public string? CollapseKey => Text(_android, "collapse_key");

    public bool Urgent => string.Equals(Text(_android, "priority"), "high", StringComparison.OrdinalIgnoreCase);

    /// <summary>Time to live, if it is said.</summary>
    public TimeSpan? Ttl =>
        FcmDuration.TryParse(Text(_android, "ttl"), out var seconds) ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;

    public GoogleError? Check() => CheckTarget() ?? CheckTtl() ?? CheckData();

    private GoogleError? CheckTarget()
    {
        var set = FcmSchema.Targets.Where(name => !string.IsNullOrEmpty(Text(json, name))).ToList();
        return set.Count switch
        {
            0 => GoogleError.Invalid("message", "Recipient of the message is not set."),
            1 => null,
            _ => GoogleError.Malformed([new("message", $"Invalid value at 'message' (oneof): {string.Join(" and ", set)} are set.")]),
        };
    }

    private GoogleError? CheckTtl() =>
        FcmDuration.TryParse(Text(_android, "ttl"), out var seconds) && seconds is < 0 or > MaxTtlSeconds
            ? GoogleError.Invalid("message.android.ttl", "Invalid TTL: it must be from 0 to 2,419,200 s")
            : null;

    private GoogleError? CheckData()
    {
        var bytes = 0;
        foreach (var (key, value) in Data())
        {
            if (IsReserved(key))
                return GoogleError.Invalid("message.data", $"Invalid data payload key: {key}");
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        var limit = Token is null ? MaxTopicDataBytes : MaxDataBytes;
        return bytes > limit ? GoogleError.Invalid("message.data", "Message is too big") : null;
    }

    // What Android gets: its own data takes the place of the common one, key by key.
    private Dictionary<string, string> Data()
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in new[] { FcmSchemaCheck.Field(json, "data"), FcmSchemaCheck.Field(_android, "data") })
        {
            if (source is not { } map)
                continue;
            foreach (var entry in map.EnumerateObject())
                data[entry.Name] = entry.Value.GetString()!;
        }

        return data;
    }

    private static bool IsReserved(string key) =>
        key is "from" or "message_type"
        || key.StartsWith("gcm", StringComparison.Ordinal)
        || key.StartsWith("google", StringComparison.Ordinal);

    private static string? Text(JsonElement? owner, string name) => FcmSchemaCheck.Field(owner, name)?.GetString();
}
