using System.Globalization;
using System.Text;

namespace Rouse.Sandbox.Apns;

/// <summary>Apple's rules for the headers of a push, one by one ("Sending notification requests to APNs").</summary>
internal static class ApnsHeaderCheck
{
    private const int CollapseIdBytes = 64;
    private const string DefaultPriority = "10";

    /// <summary>The request if every rule holds, else the refusal.</summary>
    public static ApnsRefusal? Check(in ApnsHeaders headers, ApnsApp app, out ApnsRequest? request)
    {
        request = null;
        // Apple asks for the type since iOS 13 and guesses it for older clients; a strict server does not guess.
        if (ApnsPushType.Find(headers.PushType) is not { } type)
            return ApnsRefusal.BadRequest("InvalidPushType");
        if (CheckTopic(headers.Topic, type, app, out var bundleId) is { } topicRefusal)
            return topicRefusal;
        if (!IsId(headers.Id))
            return ApnsRefusal.BadRequest("BadMessageId");
        if (Priority(headers.Priority ?? DefaultPriority, type) is not { } priority)
            return ApnsRefusal.BadRequest("BadPriority");
        if (!TryExpiration(headers.Expiration, out var expiresAt))
            return ApnsRefusal.BadRequest("BadExpirationDate");
        if (headers.CollapseId is { } id && Encoding.UTF8.GetByteCount(id) > CollapseIdBytes)
            return ApnsRefusal.BadRequest("BadCollapseId");
        request = new(type, bundleId!, priority, expiresAt, headers.CollapseId);
        return null;
    }

    /// <summary>A canonical UUID in lower case, or no header.</summary>
    public static bool IsId(string? value) =>
        value is null || (Guid.TryParseExact(value, "D", out _) && !value.Any(char.IsAsciiLetterUpper));

    private static ApnsRefusal? CheckTopic(string? topic, ApnsPushType type, ApnsApp app, out string? bundleId)
    {
        bundleId = null;
        if (string.IsNullOrEmpty(topic))
            return ApnsRefusal.BadRequest("MissingTopic");
        bundleId = type.BundleId(topic);
        if (bundleId is null || bundleId.AsSpan().ContainsAnyExcept(BundleIdCharacters))
            return ApnsRefusal.BadRequest("BadTopic");
        return app.Has(bundleId) ? null : ApnsRefusal.BadRequest("TopicDisallowed");
    }

    private static int? Priority(string value, ApnsPushType type) => value switch
    {
        "5" => 5,
        "10" or "1" when type.Name != "background" => int.Parse(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    // Seconds since 1970 in 32 bits, as Apple's binary interface had them: milliseconds are a mistake.
    private static bool TryExpiration(string? value, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        if (value is null)
            return true;
        if (!uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> BundleIdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");
}
