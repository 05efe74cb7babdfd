using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Routing;

/// <summary>The operator's routes: the first that fits, and its servers in the order of this one request.</summary>
sealed class Routes(Live<IReadOnlyList<RouteOptions>> options, Func<int, int> random)
{
    volatile Prepared _present = new([], []);

    /// <summary>Null when none fits.</summary>
    /// <param name="request">Not of a dialog.</param>
    /// <param name="isFallback">Whether nobody of ours takes it: then those count that wait for this.</param>
    public Hop? Find(RequestContext request, bool isFallback)
    {
        var routes = Present();
        for (var i = 0; i < routes.Length; i++)
        {
            var route = routes[i];
            if (route.Options.Fallback != isFallback || !MayUse(request, route) || !route.Fits(request))
                continue;
            request.RouteNumber = i + 1;
            var ordered = SrvOrder.Of(route.Targets, static target => target.Priority, static target => target.Weight, random);
            return new Hop([.. ordered.Select(target => new NextServer(NameOf(target.Uri), Rewritten(request, route, target.Uri)))], true);
        }
        return null;
    }

    /// <summary>Of all routes.</summary>
    public IEnumerable<SipUri> Servers => Present().SelectMany(static route => route.Targets.Select(static target => target.Uri));

    public static bool IsProven(RequestContext request) => request.AuthenticatedAs != null || request.IsTrusted;

    static bool MayUse(RequestContext request, Route route) => route.Options.From == RouteFrom.Anyone || IsProven(request);

    static ServerName NameOf(SipUri uri) => ServerName.TryOf(uri, out var name) ? name : throw new InvalidOperationException();

    // A reload makes others.
    Route[] Present()
    {
        var wanted = options.Current;
        var present = _present;
        if (!ReferenceEquals(present.Options, wanted))
            _present = present = new Prepared(wanted, [.. wanted.Select(static each => new Route(each))]);
        return present.Routes;
    }

    static ReadOnlyMemory<byte>? Rewritten(RequestContext request, Route route, SipUri target)
    {
        if (!route.Options.RewriteDomain)
            return null;
        var uri = request.RequestUri;
        // RFC 3261 §19.1.6: a telephone number as the user of a SIP URI.
        var user = uri.IsSip ? Encoding.UTF8.GetString(uri.User.Span)
            : uri.Scheme == UriScheme.Tel ? Encoding.ASCII.GetString(uri.Text.Span[4..]) : "";
        var host = Encoding.ASCII.GetString(target.HostPort.Span);
        var scheme = request.IsSips ? "sips" : "sip";
        var phone = uri.IsSip ? "" : ";user=phone";
        return Encoding.UTF8.GetBytes(user.Length == 0 ? $"{scheme}:{host}" : $"{scheme}:{user}@{host}{phone}");
    }

    sealed record Prepared(IReadOnlyList<RouteOptions> Options, Route[] Routes);
}
