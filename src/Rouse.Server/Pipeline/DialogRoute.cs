using System.Net;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>One side of a dialog as a token remembers it.</summary>
/// <param name="BindingId">Of a registered phone; 0 otherwise.</param>
/// <param name="FlowId">Flow that the dialog was set up on; 0 where the address is known.</param>
/// <param name="Listener">Index of our listener, for a UDP peer.</param>
/// <param name="Remote">Address of a UDP peer; null where the flow is known.</param>
readonly record struct DialogSide(ulong BindingId, long FlowId, byte Listener, IPEndPoint? Remote)
{
    /// <summary>A server, no phone: what goes to it goes where Route or Request-URI say, each time anew (RFC 3261 §16.6 step 7).</summary>
    public static readonly DialogSide Elsewhere;

    /// <summary>The same of one that the operator named or trusts: what it says may lead into private networks.</summary>
    public static readonly DialogSide OfOperator = new(0, 0, 1, null);

    public bool IsElsewhere => Remote == null && FlowId == 0 && BindingId == 0;

    /// <param name="request">What made the dialog.</param>
    /// <param name="listeners">All of ours.</param>
    public static DialogSide OfCaller(RequestContext request, IReadOnlyList<Listener> listeners) =>
        request is { IsTrusted: true, CallerBinding: null } ? OfOperator : Of(request.CallerBinding, request.Flow, listeners);

    /// <param name="target">Whom it went to.</param>
    /// <param name="flow">The way that it took.</param>
    /// <param name="listeners">All of ours.</param>
    public static DialogSide OfCallee(Target target, Flow flow, IReadOnlyList<Listener> listeners) =>
        target.Places is not { } places ? Of(target.Binding, flow, listeners) : places.IsOfOperator ? OfOperator : Elsewhere;

    public static DialogSide Of(Binding? binding, Flow flow, IReadOnlyList<Listener> listeners)
    {
        var bindingId = binding?.Id ?? 0;
        // The address of a bound IPv6 phone does not fit into the token beside the rest.
        var hasAddress = flow.Transport == SipTransport.Udp && (binding == null || !flow.Listener.IsIPv6);
        return hasAddress
            ? new DialogSide(bindingId, 0, IndexOf(flow.Listener, listeners), flow.Remote)
            : new DialogSide(bindingId, flow.Id, 0, null);
    }

    static byte IndexOf(Listener listener, IReadOnlyList<Listener> listeners)
    {
        var i = 0;
        while (i < listeners.Count - 1 && !ReferenceEquals(listeners[i], listener))
            i++;
        return (byte)i;
    }
}

/// <summary>Both sides of a dialog: what a Record-Route token carries.</summary>
/// <param name="Caller">Who sent the request that made the dialog.</param>
/// <param name="Callee">Who answered it.</param>
/// <param name="CallerTag">Mark of the caller's From tag (24 bits): it tells the side from which a request comes.</param>
/// <param name="CallId">Mark of the Call-ID (24 bits): a token counts only in its own dialog.</param>
/// <param name="Parties">Mark of From and To (16 bits): a token proves nobody else.</param>
readonly record struct DialogToken(DialogSide Caller, DialogSide Callee, uint CallerTag, uint CallId, uint Parties);

/// <summary>A request inside a dialog, on its way between the sides.</summary>
/// <param name="Token">As it was in Route.</param>
/// <param name="IsOfCaller">Whether it comes from the caller's side.</param>
/// <param name="IsOfParties">
/// From and To are still the two who set up the dialog, and where it would go is as it was or its sender is: only then does the token stand
/// for credentials.
/// </param>
sealed record DialogRoute(DialogToken Token, bool IsOfCaller, bool IsOfParties)
{
    /// <summary>The side that it comes from.</summary>
    public DialogSide Sender => IsOfCaller ? Token.Caller : Token.Callee;

    /// <summary>The side that it goes to.</summary>
    public DialogSide Receiver => IsOfCaller ? Token.Callee : Token.Caller;
}
