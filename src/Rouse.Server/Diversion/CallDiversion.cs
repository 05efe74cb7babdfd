using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Diversion;

/// <summary>
/// Sends calls on that nobody takes, as RFC 4458 says: to the phones of one of our users, which is the voicemail or registers for it. Only
/// calls that begin, each once, and never one to the voicemail itself.
/// </summary>
sealed class CallDiversion(Live<DiversionOptions> options, Domains domains, ILocationStore locations) : IDiversion
{
    public TimeSpan? RingTime(RequestContext request) =>
        DestinationOf(request, DiversionCase.NoAnswer) == null ? null : options.Current.RingTime;

    public bool TakesUnreachable(RequestContext request) => DestinationOf(request, DiversionCase.Unreachable) != null;

    public IReadOnlyList<Target> Divert(RequestContext request, int status)
    {
        if (DiversionRules.CaseOf(status) is not { } why || DestinationOf(request, why) is not { } destination)
            return [];
        var parameters = DiversionUri.Parameters(request.RequestUri.Text.Span, DiversionRules.CauseOf(why));
        var targets = new List<Target>();
        foreach (var binding in locations.Find(destination))
        {
            if (request.MayReach(binding))
                targets.Add(Target.Diverted(binding, parameters));
        }
        return targets;
    }

    AddressOfRecord? DestinationOf(RequestContext request, DiversionCase why)
    {
        var diversion = options.Current;
        if (request is not { Request.Method: SipMethod.Invite, Request.ToTag.IsEmpty: true, Dialog: null }
            || !diversion.On.Contains(why) || domains.ToAor(request.RequestUri) is not { } called
            || diversion.ToOf(called.Domain) is not { } to || !SipUri.TryParse(Encoding.UTF8.GetBytes(to), out var uri))
            return null;
        return domains.ToAor(uri) is { } destination && destination != called ? destination : null;
    }
}
