using Microsoft.AspNetCore.Http;

namespace Rouse.Sandbox.Apns;

/// <summary>The headers of a push that broke no rule.</summary>
internal sealed record ApnsRequest(ApnsPushType Type, string BundleId, int Priority, DateTimeOffset? ExpiresAt, string? CollapseId);

/// <summary>The headers of a push as they came.</summary>
internal readonly struct ApnsHeaders(IHeaderDictionary headers)
{
    private static readonly string[] Names =
    [
        "authorization", "apns-collapse-id", "apns-expiration", "apns-id", "apns-priority", "apns-push-type", "apns-topic",
    ];

    public bool Repeated
    {
        get
        {
            foreach (var name in Names)
            {
                if (headers[name].Count > 1)
                    return true;
            }

            return false;
        }
    }

    public string? Authorization => Single("authorization");

    public string? CollapseId => Single("apns-collapse-id");

    public string? Expiration => Single("apns-expiration");

    public string? Id => Single("apns-id");

    public string? Priority => Single("apns-priority");

    public string? PushType => Single("apns-push-type");

    public string? Topic => Single("apns-topic");

    private string? Single(string name) => headers[name] is { Count: 1 } value ? value[0] : null;
}
