using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Location;

/// <summary>
/// What we are responsible for. With configured domains exactly these, which may become others while the server runs; without, every own
/// address and the host name, all standing for one domain.
/// </summary>
sealed class Domains
{
    /// <summary>Bytes of a domain name (RFC 1035 §2.3.4).</summary>
    const int LongestName = 255;

    readonly OwnAddressCheck _isOwnAddress;
    readonly OwnHostCheck _isOwnHost;
    volatile Names _names;

    /// <param name="configured">Domains of <c>rouse.toml</c> or the command line; may be empty.</param>
    /// <param name="realm">The domain for which all own names stand when none is configured.</param>
    /// <param name="isOwnAddress">Whether host and port (0 when absent) are one of our listeners.</param>
    /// <param name="isOwnHost">
    /// Whether a host is ours on whatever port: a domain is written without one. Null: only on the default port.
    /// </param>
    public Domains(IReadOnlyList<string> configured, string realm, OwnAddressCheck isOwnAddress, OwnHostCheck? isOwnHost = null)
    {
        _isOwnHost = isOwnHost ?? (host => isOwnAddress(host, 0));
        _isOwnAddress = isOwnAddress;
        HasConfigured = configured.Count > 0;
        Realm = realm;
        _names = new Names(configured, realm);
    }

    /// <summary>As at the start: the passwords of who registered are made for its realms.</summary>
    public bool HasConfigured { get; }

    /// <summary>In lower case; empty when none is configured.</summary>
    public IReadOnlyList<string> Configured => _names.Configured;

    /// <summary>The first configured domain, or the realm.</summary>
    public string Default => HasConfigured ? Configured[0] : Realm;

    public string Realm { get; }

    /// <summary>
    /// The realm of a domain's challenges (RFC 7616 §3.3): a configured domain itself, so that hashed passwords of several domains stay
    /// valid; else the one that was fixed at the first start.
    /// </summary>
    public string RealmOf(string domain) => HasConfigured ? domain : Realm;

    /// <summary>Whether a challenge of ours may have named this realm.</summary>
    public bool IsRealm(string realm) => HasConfigured ? _names.Configured.Contains(realm) : realm == Realm;

    /// <summary>Whether these can be configured now: from none to some, or back, is for the next start.</summary>
    public bool CanBecome(IReadOnlyList<string> configured) => HasConfigured == configured.Count > 0;

    /// <summary>
    /// Others from now on, for whatever is asked next. What is known of a domain that has gone, such as its bindings, stays until it ends
    /// and counts again should the domain come back.
    /// </summary>
    public void Become(IReadOnlyList<string> configured) => _names = new Names(configured, Realm);

    /// <summary>The domain that a URI's host stands for; null when it is not ours.</summary>
    public string? Canonical(SipUri uri)
    {
        if (!uri.IsSip)
            return null;
        var host = uri.Host.Span;
        Span<char> name = stackalloc char[LongestName];
        if (host.Length <= LongestName && _names.ByName.TryGetValue(name[..Encoding.ASCII.GetChars(host, name)], out var domain))
            return domain;
        return !HasConfigured && (uri.Port == 0 ? _isOwnHost(host) : _isOwnAddress(host, uri.Port)) ? Default : null;
    }

    /// <summary>Whether the URI is a listener of ours (host and port), as in a Route that we made.</summary>
    public bool IsOwnAddress(SipUri uri) => uri.IsSip && _isOwnAddress(uri.Host.Span, uri.Port);

    /// <summary>Our domain, or one of our listeners: where OPTIONS to the server goes.</summary>
    public bool IsOurs(SipUri uri) => Canonical(uri) != null || IsOwnAddress(uri);

    /// <summary>The AOR that a URI names; null when its domain is not ours or it has no user.</summary>
    public AddressOfRecord? ToAor(SipUri uri) => !uri.User.IsEmpty && Canonical(uri) is { } domain ? AddressOfRecord.Of(uri, domain) : null;

    /// <summary>The same of a header value.</summary>
    public AddressOfRecord? ToAor(ReadOnlyMemory<byte> nameAddress) =>
        NameAddress.TryParse(nameAddress, out var address) && address.TryGetUri(out var uri) ? ToAor(uri) : null;

    sealed class Names
    {
        public Names(IReadOnlyList<string> configured, string realm)
        {
            Configured = [.. configured.Select(static domain => domain.ToLowerInvariant())];
            var canonical = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var domain in Configured)
                canonical[domain] = domain;
            if (Configured.Count == 0)
                canonical[realm] = realm;
            ByName = canonical.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public IReadOnlyList<string> Configured { get; }

        public Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByName { get; }
    }
}

/// <summary>Whether a host (IPv6 without brackets) and port (0 when absent) are one of our listeners.</summary>
delegate bool OwnAddressCheck(ReadOnlySpan<byte> host, int port);

/// <summary>Whether a host (IPv6 without brackets) is one of our addresses or names.</summary>
delegate bool OwnHostCheck(ReadOnlySpan<byte> host);
