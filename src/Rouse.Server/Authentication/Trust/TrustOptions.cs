using System.Net;

namespace Rouse.Server.Authentication.Trust;

/// <summary><c>[trust]</c>: peers that need no password and whose P-Asserted-Identity holds (RFC 3325 §2.3). Nobody by default.</summary>
public sealed record TrustOptions
{
    /// <summary>Names, whose addresses are looked up now and then.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Addresses, and networks in CIDR notation.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Names of certificates that <c>tls.client_ca</c> has vouched for.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    public bool IsNobody => Hosts.Count + Networks.Count + Certificates.Count == 0;
}
