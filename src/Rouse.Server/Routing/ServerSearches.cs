using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;

namespace Rouse.Server.Routing;

/// <summary>Looks servers up for a request, which waits only where memory does not know them (RFC 3263).</summary>
sealed class ServerSearches(ServerResolver resolver)
{
    /// <param name="request">Waits for it.</param>
    /// <param name="servers">All are looked for at once.</param>
    /// <param name="then">Gets the searches in the same order, all at their end; runs in the request's own turn.</param>
    public Verdict Find(
        RequestContext request, IReadOnlyList<ServerName> servers, Func<RequestContext, IReadOnlyList<ServerSearch>, Verdict> then)
    {
        var searches = new ServerSearch[servers.Count];
        var unended = new List<ServerSearch>();
        for (var i = 0; i < searches.Length; i++)
        {
            if (!resolver.TryFind(servers[i], out searches[i]))
                unended.Add(searches[i]);
        }
        if (unended.Count == 0)
            return then(request, searches);
        var verdict = request.Suspend();
        var left = unended.Count;
        foreach (var search in unended)
        {
            resolver.Load(search, _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    request.Complete(again => then(again, searches));
            });
        }
        return verdict;
    }

    /// <summary>From memory alone; null when it does not know enough.</summary>
    public ServerSearch? Find(ServerName server) => resolver.TryFind(server, out var search) ? search : null;
}
