using System.Net;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Who is at one side of a dialog.</summary>
enum DialogSideKind : byte
{
    /// <summary>A phone: what goes to it goes on its flow.</summary>
    Phone,

    /// <summary>
    /// A server: what goes to it goes where Route or Request-URI say, each time anew (RFC 3261 §16.6 step 7), or back to where it was seen
    /// if they lead into its own network, or where the sender may not call. Who called it has proved who they are.
    /// </summary>
    Server,

    /// <summary>One that the operator named or trusts, also for callers who have proved nothing.</summary>
    ServerOfOperator,
}

/// <summary>One side of a dialog as a token remembers it.</summary>
/// <param name="BindingId">Of a registered phone; 0 otherwise.</param>
/// <param name="FlowId">Flow that the dialog was set up on; 0 where the address is known.</param>
/// <param name="Listener">Index of our listener, for a UDP peer.</param>
/// <param name="Remote">Address of a UDP peer; null where the flow is known.</param>
readonly record struct DialogSide(ulong BindingId, long FlowId, byte Listener, IPEndPoint? Remote)
{
    public DialogSideKind Kind { get; init; }

    public bool IsElsewhere => Kind != DialogSideKind.Phone;

    /// <param name="request">What made the dialog.</param>
    /// <param name="listeners">All of ours.</param>
    public static DialogSide OfCaller(RequestContext request, IReadOnlyList<Listener> listeners)
    {
        var isPeer = request is { IsTrusted: true, CallerBinding: null };
        return Of(request.CallerBinding, request.Flow, listeners) with
        {
            Kind = isPeer ? DialogSideKind.ServerOfOperator : DialogSideKind.Phone,
        };
    }

    /// <param name="target">Whom it went to.</param>
    /// <param name="flow">The way that it took.</param>
    /// <param name="listeners">All of ours.</param>
    public static DialogSide OfCallee(Target target, Flow flow, IReadOnlyList<Listener> listeners) =>
        Of(target.Binding, flow, listeners) with
        {
            Kind = target.Places is not { } places ? DialogSideKind.Phone
                : places.IsOfOperator ? DialogSideKind.ServerOfOperator : DialogSideKind.Server,
        };

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
