using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>The servers that the operator trusts, or wrote down in routes, records and diversions: calls lead there anyway.</summary>
sealed class OperatorServers(ServerSearches searches, Routes routes, IRecords records, IDiversion diversion, ITrust trust)
{
    /// <summary>From memory: of a name that has not been looked up of late, nothing is known.</summary>
    public bool Have(Destination place) => trust.IsTrusted(place.Remote.Address) || Written().Any(uri => IsAt(uri, place));

    IEnumerable<SipUri> Written() =>
        [.. routes.Servers, .. diversion.Servers, .. records.All.Select(static contact => UserTargets.ServerOf(contact).Next)];

    bool IsAt(SipUri uri, Destination place) => ServerName.TryOf(uri, out var name) && searches.Find(name) is { } search
        && search.Found.Any(at => at.Remote.Equals(place.Remote));
}
