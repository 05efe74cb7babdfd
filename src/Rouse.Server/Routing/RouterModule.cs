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
    Domains domains, ILocationStore locations, IFlowTable flows, DialogPaths paths, IUserDirectory? users, Elsewhere elsewhere)
    : IRequestModule
{
    static readonly HeaderLine[] Capabilities =
    [
        new(
            HeaderName.Allow,
            "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, MESSAGE, SUBSCRIBE, NOTIFY, PUBLISH, REFER, INFO, PRACK, UPDATE"u8.ToArray()),
        new(HeaderName.Accept, "*/*"u8.ToArray()),
    ];

    public Verdict Handle(RequestContext request)
    {
        if (ViaBranches.IsLoop(request.Request, flows.Listeners))
            return request.Answer(482);
        if (request.Dialog is { } dialog)
            return RouteInDialog(request, dialog);
        if (request.Request.Method == SipMethod.Ack)
            return Verdict.Dropped;
        if (request.Request.Method == SipMethod.Options && request.RequestUri.User.IsEmpty && domains.IsOurs(request.RequestUri))
            return request.Answer(200, null, Capabilities);
        request.CallerBinding = BindingOfCaller(request);
        return elsewhere.TryRoute(request)
            ?? (domains.ToAor(request.RequestUri) is { } aor ? LookForUser(request, aor)
                : domains.IsOurs(request.RequestUri) ? RefuseOurselves(request)
                : elsewhere.ToDomain(request));
    }

    // In dialogs the instance's present flow counts; the one of the token only if there is no newer one.
    Verdict RouteInDialog(RequestContext request, DialogRoute dialog)
    {
        if (dialog.Sender.BindingId != 0)
            request.CallerBinding = locations.FindById(dialog.Sender.BindingId);
        var kind = request.Request.Method == SipMethod.Invite ? ForkKind.Call : ForkKind.Basic;
        if (dialog.Receiver.IsElsewhere)
            return elsewhere.InDialog(request, dialog);
        if (paths.FlowOf(dialog.Receiver) is not { } flow)
            return request.Answer(430);
        return request.IsSips && !flow.IsSecure ? RefuseSips(request) : request.Fork(kind, [Target.InDialog(flow)]);
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
        if (existence == UserExistence.No)
            return elsewhere.TryFallback(request) ?? request.Answer(404);
        var kind = KindOf(request.Request);
        if (kind != ForkKind.Basic)
            request.Watch(aor);
        var bindings = locations.Find(aor);
        if (bindings.Count == 0)
            return elsewhere.TryFallback(request) ?? Refuse(request, existence);
        if (request.IsSips && !bindings.Any(static binding => binding.IsSips))
            return RefuseSips(request);
        return request.Fork(kind, TargetsOf(request, bindings));
    }

    static List<Target> TargetsOf(RequestContext request, IReadOnlyList<Binding> bindings)
    {
        var targets = new List<Target>(bindings.Count);
        for (var i = 0; i < bindings.Count; i++)
        {
            if (request.MayReach(bindings[i]))
                targets.Add(Target.Of(bindings[i]));
        }
        return targets;
    }

    static Verdict Refuse(RequestContext request, UserExistence? existence) => existence switch
    {
        null => request.Answer(404),
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

    Binding? BindingOfCaller(RequestContext request)
    {
        if ((request.AuthenticatedAs ?? AorOfSender(request.Request)) is not { } aor)
            return null;
        var bindings = locations.Find(aor);
        for (var i = 0; i < bindings.Count; i++)
        {
            if (bindings[i].Flow?.IsSamePath(request.Flow) == true)
                return bindings[i];
        }
        return null;
    }

    AddressOfRecord? AorOfSender(SipRequest request) =>
        NameAddress.TryParse(request.Headers.First(HeaderName.From), out var from) && from.TryGetUri(out var uri)
            ? domains.ToAor(uri)
            : null;
}
