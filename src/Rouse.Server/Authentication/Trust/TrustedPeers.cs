using System.Net;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication.Trust;

/// <summary>
/// Trusted peers: by the address that they send from, or by the certificate that they show. A datagram's source can be forged, so over UDP
/// an address is worth what the network in between is worth.
/// </summary>
/// <param name="options"><c>[trust]</c>.</param>
/// <param name="hosts">Addresses of its hosts; null where nobody looks them up.</param>
sealed class TrustedPeers(Live<TrustOptions> options, TrustedHosts? hosts = null) : ITrust
{
    Known _known = new(new TrustOptions());

    public bool IsTrusted(Flow flow)
    {
        var trust = options.Current;
        return !trust.IsNobody && (Has(Sender.Of(flow.Remote).Address) || IsTrusted(trust, flow.Certificate));
    }

    public bool IsTrusted(IPAddress address) => Has(Sender.Of(address, 0).Address);

    /// <summary>Whether a trusted peer has this address.</summary>
    /// <param name="address">An IPv4 one as mapped one.</param>
    public bool Has(UInt128 address)
    {
        var trust = options.Current;
        if (trust.IsNobody)
            return false;
        var known = _known;
        if (!ReferenceEquals(known.Options, trust))
            _known = known = new Known(trust);
        return known.Networks.Contains(address) || hosts?.Has(address) == true;
    }

    static bool IsTrusted(TrustOptions trust, PeerCertificate? certificate) =>
        certificate != null && trust.Certificates.Count > 0
        && certificate.Identities.Any(name => trust.Certificates.Contains(name, StringComparer.OrdinalIgnoreCase));

    sealed record Known(TrustOptions Options)
    {
        public NetworkSet Networks { get; } = new(Options.Networks);
    }
}
