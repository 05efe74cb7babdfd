using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// Finds where a request goes (RFC 3261 §16.5): the other side of its dialog, the devices of a user, another server, or ourselves.
/// </summary>
sealed class RouterModule(
    Domains domains, ILocationStore locations, IFlowTable flows, Gruus gruus, IUserDirectory? users, RoutingParts parts)
    : IRequestModule
{
    readonly TargetList _listed = new(domains);
    readonly CallingDevices _callers = new(domains, locations, gruus);

    static readonly HeaderLine[] Capabilities =
    [
        new(
            HeaderName.Allow,
            "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, MESSAGE, SUBSCRIBE, NOTIFY, PUBLISH, REFER, INFO, PRACK, UPDATE"u8.ToArray()),
        new(HeaderName.Accept, "*/*"u8.ToArray()),
    ];

    public Verdict Handle(RequestContext request)
    {
        if (request.Dialog is { } dialog)
            return RouteInDialog(request, dialog);
        if (request.Request.Method == SipMethod.Ack)
            return Verdict.Dropped;
        if (request.Request.Method == SipMethod.Options && request.RequestUri.User.IsEmpty && domains.IsOurs(request.RequestUri))
            return request.Answer(200, null, Capabilities);
        request.CallerBinding = _callers.Find(request);
        if (_listed.Take(request) is { } listed)
            return RouteToAll(request, listed);
        if (parts.Elsewhere.TryRoute(request) is { } onward)
            return onward;
        if (ViaBranches.IsLoop(request, flows.Listeners))
            return request.Answer(482);
        if (MaddrRepair.LeadsElsewhere(request.RequestUri, domains))
            return parts.Elsewhere.ToDomain(request);
        if (domains.ToAor(request.RequestUri) is not { } aor)
            return domains.IsOurs(request.RequestUri) ? RefuseOurselves(request) : parts.Elsewhere.ToDomain(request);
        return Gruus.IsGruu(request.RequestUri) ? LookForDevice(request) : LookForUser(request, aor);
    }

    Verdict LookForDevice(RequestContext request)
    {
        if (!gruus.TryResolve(request.RequestUri, out var gruu))
            return request.Answer(404, "No Such GRUU");
        request.Instance = gruu.Instance;
        return LookForUser(request, gruu.Aor);
    }

    Verdict RouteToAll(RequestContext request, List<AddressOfRecord> listed)
    {
        if (ViaBranches.IsLoop(request, flows.Listeners))
            return request.Answer(482);
        var kind = KindOf(request.Request);
        return parts.Servers.Prepare(request, [.. listed.SelectMany(parts.Users.ServersOf)], again =>
        {
            var targets = listed.SelectMany(user => parts.Users.Of(again, user, isHeld: kind != ForkKind.Basic)).ToList();
            return targets.Count == 0 ? again.Answer(404) : again.Fork(kind, targets);
        });
    }

    // In dialogs the instance's present flow counts; the one of the token only if there is no newer one.
    Verdict RouteInDialog(RequestContext request, DialogRoute dialog)
    {
        if (dialog.Sender.BindingId != 0)
            request.CallerBinding = locations.FindById(dialog.Sender.BindingId);
        if (dialog.Receiver.IsElsewhere)
            return parts.Elsewhere.InDialog(request, dialog);
        if (ViaBranches.IsLoop(request, flows.Listeners))
            return request.Answer(482);
        return parts.Dialogs.EdgeOf(dialog) is { } edge
            ? parts.Servers.Prepare(request, [edge], again => RouteToPeer(again, dialog))
            : RouteToPeer(request, dialog);
    }

    Verdict RouteToPeer(RequestContext request, DialogRoute dialog)
    {
        var kind = request.Request.Method == SipMethod.Invite ? ForkKind.Call : ForkKind.Basic;
        if (parts.Dialogs.Find(request, dialog) is not { Flow: { } flow } peer)
            return request.Answer(430);
        return request.IsSips && !flow.IsSecure ? RefuseSips(request) : request.Fork(kind, [peer]);
    }

    // An account may have been removed while its phones sleep; without accounts, who is registered exists.
    Verdict LookForUser(RequestContext request, AddressOfRecord aor)
    {
        var existence = users?.Find(aor);
        return existence == UserExistence.Pending ? AskForUser(request, aor) : RouteToUser(request, aor, existence);
    }

    Verdict AskForUser(RequestContext request, AddressOfRecord aor)
    {
        var verdict = request.Suspend();
        users!.Load(aor, found => request.Complete(again => RouteToUser(again, aor, found)));
        return verdict;
    }

    Verdict RouteToUser(RequestContext request, AddressOfRecord aor, UserExistence? existence)
    {
        if (existence == UserExistence.No && !parts.Users.IsWritten(aor))
            return parts.Elsewhere.TryFallback(request) ?? request.Answer(404);
        var servers = parts.Users.ServersOf(aor);
        if (parts.Diversion.ServerOf(request) is { } server)
            servers = [.. servers, server];
        return servers.Count == 0
            ? ForkToUser(request, aor, existence)
            : parts.Servers.Prepare(request, servers, again => ForkToUser(again, aor, existence));
    }

    Verdict ForkToUser(RequestContext request, AddressOfRecord aor, UserExistence? existence)
    {
        var kind = KindOf(request.Request);
        var targets = parts.Users.Of(request, aor, isHeld: kind != ForkKind.Basic);
        if (targets.Count > 0)
            return request.Fork(kind, targets);
        if (request.IsSips && locations.Find(aor).Count > 0)
            return RefuseSips(request);
        // RFC 5627 §6.1: its device is not there.
        if (request.Instance != null && locations.Find(aor).Count > 0)
            return request.Answer(480, "Device Is Not Registered");
        if (parts.Elsewhere.TryFallback(request) is { } fallback)
            return fallback;
        // Nobody answers before it is diverted.
        return parts.Diversion.TakesUnreachable(request) ? request.Fork(kind, targets) : Refuse(request, existence);
    }

    static Verdict Refuse(RequestContext request, UserExistence? existence) => existence switch
    {
        null or UserExistence.IfRegistered => request.Answer(404),
        // Who has phones had an account when they registered; of nobody else can be said that there is none.
        UserExistence.Unavailable => Unavailable.Answer(request, "Accounts Unavailable"),
        _ => request.Answer(480, "No Phone Is Registered"),
    };

    // RFC 5630 §5.3, §7.1.
    static Verdict RefuseSips(RequestContext request)
    {
        var warning = $"380 {Encoding.ASCII.GetString(request.Flow.Listener.SentBy.Span)} \"SIPS Not Allowed\"";
        return request.Answer(480, "SIPS Not Allowed", [new HeaderLine(HeaderName.Warning, Encoding.ASCII.GetBytes(warning))]);
    }

    // Nobody calls us; a BYE without a dialog of ours can have no other meaning.
    static Verdict RefuseOurselves(RequestContext request) =>
        request.Request.Method == SipMethod.Bye ? request.Answer(481) : request.Answer(404);

    static ForkKind KindOf(SipRequest request) => request.Method switch
    {
        SipMethod.Invite => ForkKind.Call,
        SipMethod.Message when request.ToTag.IsEmpty && !IsComposing(request) => ForkKind.Message,
        _ => ForkKind.Basic,
    };

    static bool IsComposing(SipRequest request) =>
        System.Text.Ascii.EqualsIgnoreCase(
            MediaType.Of(request.Headers.First(HeaderName.ContentType).Span), "application/im-iscomposing+xml"u8);
}

/// <summary>What finds where requests go.</summary>
/// <param name="Dialogs">The other side of a dialog.</param>
/// <param name="Users">The devices of a user.</param>
/// <param name="Servers">Servers that the operator wrote down in place of phones.</param>
/// <param name="Elsewhere">Other servers.</param>
/// <param name="Diversion">Who takes the calls that nobody takes.</param>
sealed record RoutingParts(DialogPeers Dialogs, UserTargets Users, IServerTargets Servers, Elsewhere Elsewhere, IDiversion Diversion);
