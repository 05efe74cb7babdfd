using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Diversion;

/// <summary>
/// Sends calls on that nobody takes, as RFC 4458 says: to another server, or to the phones of one of our users, which is the voicemail or
/// registers for it. Only calls that begin, each once, and never one to the voicemail itself.
/// </summary>
sealed class CallDiversion(Live<DiversionOptions> options, Domains domains, ILocationStore locations, IServerTargets servers)
    : IDiversion
{
    public TimeSpan? RingTime(RequestContext request) =>
        DestinationOf(request, DiversionCase.NoAnswer) == null ? null : options.Current.RingTime;

    public bool TakesUnreachable(RequestContext request) => DestinationOf(request, DiversionCase.Unreachable) != null;

    public SipUri? ServerOf(RequestContext request)
    {
        if (options.Current.IsToNobody || !IsBeginning(request) || domains.ToAor(request.RequestUri) is not { } called)
            return null;
        return UriOf(called) is { } uri && domains.ToAor(uri) == null ? uri : null;
    }

    public IReadOnlyList<SipUri> Servers =>
    [
        .. options.Current.DomainTo.Values.Append(options.Current.To)
            .Select(Read).OfType<SipUri>().Where(uri => domains.ToAor(uri) == null),
    ];

    public IReadOnlyList<Target> Divert(RequestContext request, int status)
    {
        if (DiversionRules.CaseOf(status) is not { } why || DestinationOf(request, why) is not { } destination)
            return [];
        var parameters = DiversionUri.Parameters(request.RequestUri.Text.Span, DiversionRules.CauseOf(why));
        if (domains.ToAor(destination) is { } user)
            return ToUser(request, user, parameters);
        var server = new WrittenServer(destination, (byte[])[.. destination.Text.Span, .. parameters], Q: 1, Path: []);
        return servers.Find(request, server) is { } target ? [target] : [];
    }

    List<Target> ToUser(RequestContext request, AddressOfRecord user, byte[] parameters)
    {
        // Its phones may sleep, too.
        request.Watch(user);
        var targets = new List<Target>();
        foreach (var binding in locations.Find(user))
        {
            if (request.MayReach(binding))
                targets.Add(Target.Diverted(binding, parameters));
        }
        return targets;
    }

    SipUri? DestinationOf(RequestContext request, DiversionCase why)
    {
        var diversion = options.Current;
        if (diversion.IsToNobody || !IsBeginning(request) || !diversion.On.Contains(why)
            || domains.ToAor(request.RequestUri) is not { } called)
            return null;
        return UriOf(called) is { } uri && domains.ToAor(uri) != called ? uri : null;
    }

    SipUri? UriOf(AddressOfRecord called) => Read(options.Current.ToOf(called.Domain));

    static SipUri? Read(string? to) => to != null && SipUri.TryParse(Encoding.UTF8.GetBytes(to), out var uri) ? uri : null;

    static bool IsBeginning(RequestContext request) =>
        request is { Request.Method: SipMethod.Invite, Request.ToTag.IsEmpty: true, Dialog: null };
}
