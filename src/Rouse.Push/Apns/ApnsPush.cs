using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Rouse.Push.Delivery;
using Rouse.Push.Payloads;

namespace Rouse.Push.Apns;

/// <summary>
/// One push in Apple's form ("Sending notification requests to APNs"); the same over all retries and in both environments.
/// </summary>
internal sealed class ApnsPush
{
    // Apple does not fix the length of a token; 64 digits today, 200 is the longest it has announced.
    private const int MaxTokenLength = 200;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly PayloadFields _fields;
    private readonly ApnsPushType _type;
    private readonly string _topic;
    private readonly string _expiration;
    private PayloadTrim _trim;
    private byte[] _body = [];
    private bool _isShrunk;

    private ApnsPush(PayloadFields fields, ApnsPushType type, string topic)
    {
        _fields = fields;
        _type = type;
        _topic = topic;
        _expiration = ExpirationOf(fields);
    }

    public PushMessage Message => _fields.Message;

    /// <summary>Apple's <c>apns-id</c>: tells two deliveries of one push from two pushes.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Its provider token was replaced once already.</summary>
    public bool HasRenewedToken { get; set; }

    /// <summary>The environment that was asked does not know the token.</summary>
    public bool IsUnknownToken { get; set; }

    /// <summary>The push; null, and why there is none, if Apple could only refuse it.</summary>
    public static ApnsPush? Create(PushMessage message, ApnsSettings settings, DateTimeOffset now, out PushOutcome? refusal)
    {
        refusal = null;
        if (!IsToken(message.Token))
            refusal = new(PushVerdict.Refused, 0, "the token is not hexadecimal", 0);
        else if ((settings.BundleId ?? ApnsTopic.BundleIdOf(message.Param)) is not { } bundleId)
            refusal = new(PushVerdict.Refused, 0, "pn-param names no app", 0);
        else if (ApnsPushTypes.Of(message) is not { } type)
            refusal = new(PushVerdict.Failed, 0, "a VoIP token takes only calls", 0);
        else
        {
            var topic = type == ApnsPushType.Voip ? bundleId + ApnsTopic.VoipSuffix : bundleId;
            var push = new ApnsPush(new(message, settings.ShowCaller, now, PayloadTrim.Nothing), type, topic);
            if (push.TryFit(type.MaxBytes()))
                return push;
            refusal = new(PushVerdict.Failed, 0, $"the payload has more than {type.MaxBytes()} octets even without names", 0);
        }
        return null;
    }

    /// <summary>Makes the payload smaller than the one that was too large; false if it cannot, or did so before.</summary>
    public bool TryShrink()
    {
        if (_isShrunk)
            return false;
        _isShrunk = true;
        return TryFit(_body.Length - 1);
    }

    public HttpRequestMessage CreateRequest(Uri server, string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Below($"/3/device/{Message.Token}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_body),
        };
        request.Content.Headers.ContentType = Json;
        var headers = request.Headers;
        if (authorization is not null)
            headers.TryAddWithoutValidation("authorization", authorization);
        headers.TryAddWithoutValidation("apns-id", Id);
        headers.TryAddWithoutValidation("apns-topic", _topic);
        headers.TryAddWithoutValidation("apns-push-type", _type.Name());
        headers.TryAddWithoutValidation("apns-priority", _type.Priority());
        headers.TryAddWithoutValidation("apns-expiration", _expiration);
        return request;
    }

    private static bool IsToken(string token) =>
        token.Length is > 0 and <= MaxTokenLength && token.Length % 2 == 0 && token.All(char.IsAsciiHexDigit);

    // Seconds of the epoch. 0 tells Apple to try once and not to store.
    private static string ExpirationOf(PayloadFields fields)
    {
        var left = fields.Message.TimeToLive;
        var seconds = left <= TimeSpan.Zero ? 0 : fields.SentAt.ToUnixTimeSeconds() + (long)left.TotalSeconds;
        return seconds.ToString(CultureInfo.InvariantCulture);
    }

    private bool TryFit(int maxBytes)
    {
        for (; _trim <= PayloadTrim.Texts; _trim++)
        {
            var body = ApnsPayload.Serialize(_type, _fields with { Trim = _trim });
            if (body.Length > maxBytes)
                continue;
            _body = body;
            return true;
        }
        return false;
    }
}
