using System.Net;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>One side of a dialog as a token remembers it.</summary>
/// <param name="BindingId">Of a registered phone; 0 otherwise.</param>
/// <param name="FlowId">Flow that the dialog was set up on; 0 for an unregistered UDP peer.</param>
/// <param name="Listener">Index of our listener, for an unregistered UDP peer.</param>
/// <param name="Remote">Its address; null otherwise.</param>
readonly record struct DialogSide(ulong BindingId, long FlowId, byte Listener, IPEndPoint? Remote)
{
    public static DialogSide Of(Binding? binding, Flow flow, IReadOnlyList<Listener> listeners)
    {
        if (binding != null)
            return new DialogSide(binding.Id, flow.Id, 0, null);
        return flow.Transport == SipTransport.Udp
            ? new DialogSide(0, 0, IndexOf(flow.Listener, listeners), flow.Remote)
            : new DialogSide(0, flow.Id, 0, null);
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
/// <param name="CallerTag">Hash of the caller's From tag: it tells the side from which a request comes.</param>
/// <param name="CallId">Hash of the Call-ID: a token counts only in its own dialog.</param>
readonly record struct DialogToken(DialogSide Caller, DialogSide Callee, uint CallerTag, uint CallId);

/// <summary>A request inside a dialog, on its way between the sides.</summary>
/// <param name="Token">As it was in Route.</param>
/// <param name="Sender">The side that it comes from.</param>
/// <param name="Receiver">The side that it goes to.</param>
sealed record DialogRoute(DialogToken Token, DialogSide Sender, DialogSide Receiver);
