using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

enum ClaimKind : byte
{
    /// <summary>One of our users.</summary>
    User,

    /// <summary>Nobody in particular; may turn out to be one of our users (RFC 3323 §4.1).</summary>
    Anonymous,

    /// <summary>Somebody of another domain.</summary>
    Stranger,

    /// <summary>Two who differ, or nobody in a domain of ours: it cannot be proved.</summary>
    Contradiction,
}

/// <summary>Who a request says that it is from, before any proof.</summary>
/// <param name="Kind">What is claimed.</param>
/// <param name="Aor">Whom a <see cref="ClaimKind.User"/> claims to be.</param>
readonly record struct Claim(ClaimKind Kind, AddressOfRecord Aor)
{
    static readonly Claim Contradiction = new(ClaimKind.Contradiction, default);
    static readonly Claim Stranger = new(ClaimKind.Stranger, default);

    /// <summary>REGISTER: To, and nobody registers for another (RFC 3261 §10.2 allows third parties; here none is authorised).</summary>
    public static Claim OfRegister(SipRequest request, Domains domains)
    {
        if (domains.ToAor(request.Headers.First(HeaderName.To)) is not { } to)
            return Stranger;
        return domains.ToAor(request.Headers.First(HeaderName.From)) == to ? new Claim(ClaimKind.User, to) : Contradiction;
    }

    /// <summary>Any other request: P-Preferred-Identity (RFC 3325 §9.2) under an anonymous From, else From.</summary>
    public static Claim Of(SipRequest request, Domains domains)
    {
        var from = UriOf(request.Headers.First(HeaderName.From));
        var isAnonymous = Anonymity.IsOf(from);
        if (PreferredIdentity(request, domains) is { } preferred)
        {
            var agrees = isAnonymous || domains.ToAor(from) == preferred;
            return agrees ? new Claim(ClaimKind.User, preferred) : Contradiction;
        }
        if (isAnonymous)
            return new Claim(ClaimKind.Anonymous, default);
        if (domains.ToAor(from) is { } aor)
            return new Claim(ClaimKind.User, aor);
        return domains.Canonical(from) == null ? Stranger : Contradiction;
    }

    static AddressOfRecord? PreferredIdentity(SipRequest request, Domains domains)
    {
        foreach (var value in request.Headers.Values(HeaderName.PPreferredIdentity))
        {
            if (domains.ToAor(value) is { } aor)
                return aor;
        }
        return null;
    }

    static SipUri UriOf(ReadOnlyMemory<byte> value) =>
        NameAddress.TryParse(value, out var address) && address.TryGetUri(out var uri) ? uri : default;
}
