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
    public bool IsTrusted(Flow flow)
    {
        var trust = options.Current;
        return !trust.IsNobody && (IsTrusted(trust, flow.Remote.Address) || IsTrusted(trust, flow.Certificate));
    }

    bool IsTrusted(TrustOptions trust, IPAddress source)
    {
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        for (var i = 0; i < trust.Networks.Count; i++)
        {
            if (trust.Networks[i].Contains(address))
                return true;
        }
        return hosts?.Has(address) == true;
    }

    static bool IsTrusted(TrustOptions trust, PeerCertificate? certificate) =>
        certificate != null && trust.Certificates.Count > 0
        && certificate.Identities.Any(name => trust.Certificates.Contains(name, StringComparer.OrdinalIgnoreCase));
}
