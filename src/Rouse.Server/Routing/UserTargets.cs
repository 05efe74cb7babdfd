using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Timelines;

namespace Rouse.Server.Routing;

/// <summary>
/// The devices of a user: those that are registered, and those behind contacts that never register. One of these that is a user of ours
/// stands for that user's phones, and for what is written for it, too. Nobody is called twice, so that records which name each other end.
/// </summary>
sealed class UserTargets(Domains domains, ILocationStore locations, IRecords records, IServerTargets servers, EdgeProxies edges)
{
    /// <summary>Own decision: more than anybody writes by hand, and less than what would bring a phone network down.</summary>
    const int MostUsers = 32;

    /// <summary>Whether contacts that never register are written for this user: then it exists.</summary>
    public bool IsWritten(AddressOfRecord aor) => records.Names(aor);

    /// <summary>Servers among them, and proxies to which there is no connection: to be looked up first.</summary>
    public IReadOnlyList<SipUri> ServersOf(AddressOfRecord aor)
    {
        if (!HasRecords(aor))
            return EdgesOf(aor);
        var users = UsersBehind(aor);
        var written = users.SelectMany(records.Find).Where(IsServer).Select(static contact => ServerOf(contact).Next);
        return [.. written, .. users.SelectMany(EdgesOf)];
    }

    /// <param name="request">Which devices it may reach.</param>
    /// <param name="aor">The called user.</param>
    /// <param name="isHeld">Whether phones that register later join.</param>
    public List<Target> Of(RequestContext request, AddressOfRecord aor, bool isHeld)
    {
        if (isHeld)
            request.Watch(aor);
        var bindings = BindingsOf(request, aor);
        var targets = new List<Target>(bindings.Count);
        Add(request, bindings, targets);
        if (HasRecords(aor) && request.Instance == null)
            AddWritten(request, aor, targets, isHeld);
        return targets;
    }

    IReadOnlyList<SipUri> EdgesOf(AddressOfRecord user)
    {
        List<SipUri>? hops = null;
        var bindings = locations.Find(user);
        for (var i = 0; i < bindings.Count; i++)
        {
            if (EdgeProxies.HopOf(bindings[i]) is { } hop)
                (hops ??= []).Add(hop);
        }
        return hops ?? (IReadOnlyList<SipUri>)[];
    }

    void AddWritten(RequestContext request, AddressOfRecord aor, List<Target> targets, bool isHeld)
    {
        var users = UsersBehind(aor);
        foreach (var user in users.Where(user => user != aor))
        {
            if (isHeld)
                request.Watch(user);
            Add(request, BindingsOf(request, user), targets);
        }
        // What is written for every user comes with each of them.
        foreach (var contact in users.SelectMany(records.Find).Where(IsServer).Distinct())
        {
            if (servers.Find(request, ServerOf(contact)) is { } server)
                targets.Add(server);
            else
                request.Step(StepKind.Note, detail: $"the records' {contact.Uri} cannot be reached");
        }
    }

    bool HasRecords(AddressOfRecord aor) => records.Find(aor).Count > 0;

    // The user, and whom its records name, and theirs.
    List<AddressOfRecord> UsersBehind(AddressOfRecord aor)
    {
        List<AddressOfRecord> users = [aor];
        for (var i = 0; i < users.Count; i++)
        {
            foreach (var contact in records.Find(users[i]))
            {
                if (domains.ToAor(contact.Uri) is { } user && !users.Contains(user) && users.Count < MostUsers)
                    users.Add(user);
            }
        }
        return users;
    }

    IReadOnlyList<Binding> BindingsOf(RequestContext request, AddressOfRecord aor) =>
        locations.Find(aor, forMessage: request.Request.Method == SipMethod.Message);

    bool IsServer(StaticContact contact) => domains.ToAor(contact.Uri) == null;

    /// <summary>The server that a contact which never registers is reached by.</summary>
    public static WrittenServer ServerOf(StaticContact contact) => new(contact.Uri, contact.Uri.Text, contact.Q, contact.Path);

    void Add(RequestContext request, IReadOnlyList<Binding> bindings, List<Target> targets)
    {
        for (var i = 0; i < bindings.Count; i++)
        {
            if (!request.MayReach(bindings[i]))
                continue;
            // RFC 5626 §7: not two flows of one device at once.
            if (i > 0 && targets.Find(target => target.IsOfDevice(bindings[i])) is { } known)
                known.AddFlow(bindings[i]);
            else
                targets.Add(edges.WayTo(request, bindings[i]) is { } way ? Target.Behind(bindings[i], way) : Target.Of(bindings[i]));
        }
    }
}
