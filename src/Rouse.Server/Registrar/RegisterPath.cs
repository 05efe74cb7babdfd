using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Registrar;

/// <summary>The proxies between a phone and us (RFC 3327 §5.3): the Route set of what is sent to it.</summary>
/// <param name="Hops">Path values in arrays of their own, top first: the last one is nearest to the phone.</param>
/// <param name="KeepsFlow">Whether who is nearest to the phone, we or that proxy, keeps its flow (RFC 5626 §6).</param>
readonly record struct RegisterPath(ReadOnlyMemory<byte>[] Hops, bool KeepsFlow)
{
    /// <summary>Nobody is between us and the phone.</summary>
    public bool IsDirect => Hops.Length == 0;

    /// <summary>Whether every hop is asked for TLS (RFC 5630 §5.2).</summary>
    public bool IsSips => Array.TrueForAll(Hops, static hop => TryGetUri(hop, out var uri) && uri.Scheme == UriScheme.Sips);

    /// <summary>False with what to answer.</summary>
    /// <param name="request">The REGISTER.</param>
    /// <param name="needsSupport">Whether a phone that does not say that it knows Path is refused.</param>
    /// <param name="path">Its way.</param>
    /// <param name="refusal">What to answer.</param>
    public static bool TryRead(SipRequest request, bool needsSupport, out RegisterPath path, out Refusal refusal)
    {
        (path, refusal) = (default, default);
        List<ReadOnlyMemory<byte>>? hops = null;
        var isLastOutbound = false;
        foreach (var value in request.Headers.Values(HeaderName.Path))
        {
            var text = HeaderCopy.Of(value.Span);
            if (!TryGetUri(text, out var uri) || !uri.IsSip)
            {
                refusal = Refusal.Path;
                return false;
            }
            // RFC 3327 §4: without it the next proxy would take the phone's URI out of the Request-URI.
            if (!uri.Parameters.Contains("lr"u8))
            {
                refusal = Refusal.StrictPath;
                return false;
            }
            isLastOutbound = uri.Parameters.Contains("ob"u8);
            (hops ??= []).Add(text);
        }
        if (hops != null && needsSupport && !OptionTags.Contains(request.Headers, HeaderName.Supported, "path"u8))
        {
            refusal = Refusal.PathUnsupported;
            return false;
        }
        path = new RegisterPath(hops == null ? [] : [.. hops], hops == null ? IsFromPhone(request) : isLastOutbound);
        return true;
    }

    // One Via: nobody has passed it on (RFC 5626 §6).
    static bool IsFromPhone(SipRequest request) =>
        request.Headers.IndexOf(HeaderName.Via, request.Headers.IndexOf(HeaderName.Via) + 1) < 0;

    static bool TryGetUri(ReadOnlyMemory<byte> hop, out SipUri uri)
    {
        uri = default;
        return NameAddress.TryParse(hop, out var address) && address.TryGetUri(out uri);
    }
}
