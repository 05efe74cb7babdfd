using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Routing;

/// <summary>
/// The devices behind contacts that never register: one that is a user of ours stands for that user's phones, and for what is written for
/// it, too. Nobody is called twice, so that records which name each other end.
/// </summary>
sealed class RecordTargets(Domains domains, ILocationStore locations, IRecords records)
{
    /// <summary>Own decision: more than anybody writes by hand, and less than what would bring a phone network down.</summary>
    const int MostUsers = 32;

    /// <param name="request">Which devices it may reach.</param>
    /// <param name="aor">The called user.</param>
    /// <param name="targets">Gets the devices; those of the user itself are there already.</param>
    public void Add(RequestContext request, AddressOfRecord aor, List<Target> targets)
    {
        if (records.Find(aor) is { Count: > 0 } written)
            Add(request, written, targets, [aor]);
    }

    void Add(RequestContext request, IReadOnlyList<StaticContact> written, List<Target> targets, HashSet<AddressOfRecord> seen)
    {
        foreach (var contact in written)
        {
            if (domains.ToAor(contact.Uri) is not { } user || seen.Count > MostUsers || !seen.Add(user))
                continue;
            foreach (var binding in locations.Find(user))
            {
                if (request.MayReach(binding))
                    targets.Add(Target.Of(binding));
            }
            Add(request, records.Find(user), targets, seen);
        }
    }
}
