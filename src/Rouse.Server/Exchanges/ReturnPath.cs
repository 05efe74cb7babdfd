using System.Net;
using System.Text;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>Where a response goes when the connection that its request came on is gone (RFC 3261 §18.2.2).</summary>
static class ReturnPath
{
    /// <summary>
    /// A connection to the address that the request came from, at the port of its Via: there a server listens. A phone of ours comes back
    /// by itself. Its name is not looked up (RFC 3263 §5): whoever sends requests would choose whom we connect to.
    /// </summary>
    /// <param name="flow">The one that was taken so far.</param>
    /// <param name="request">What is answered.</param>
    /// <param name="flows">Opens the connection.</param>
    public static Flow Of(Flow flow, RequestContext request, IFlowTable flows)
    {
        if (flow.IsOpen || !flow.IsReliable || request.CallerBinding is { Path.Count: 0 } || !Via.TryParse(request.TopVia, out var via))
            return flow;
        var port = via.Port == 0 ? flow.Transport.DefaultPort() : via.Port;
        var domain = flow.Transport == SipTransport.Tls ? Encoding.ASCII.GetString(via.Host.Span) : "";
        return flows.FlowTo(new Destination(flow.Transport, new IPEndPoint(flow.Remote.Address, port), domain)) ?? flow;
    }
}
