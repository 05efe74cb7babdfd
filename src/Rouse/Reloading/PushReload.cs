using Rouse.Server;
using Rouse.Server.Push;
using Rouse.Starting;

namespace Rouse.Reloading;

/// <summary>
/// The apps that can be pushed, with their keys and certificates. The first one that is configured ends the sandbox; when the last one goes
/// nobody is pushed until the next start, because a server that has pushed real phones must not pretend to.
/// </summary>
/// <param name="clients">Of the configured apps.</param>
/// <param name="sandbox">Null where it did not start.</param>
/// <param name="change">Gives the server other apps; the number of bindings that this concerns.</param>
sealed class PushReload(PushClients clients, SandboxPush? sandbox, Func<IReadOnlyList<PushApp>, int> change) : IReloadable
{
    SandboxPush? _sandbox = sandbox;

    /// <summary>Who is pushed, in words.</summary>
    public string Describe() =>
        clients.Apps.Count > 0 ? string.Join(", ", clients.Apps.Where(app => app.Type != "apns.dev").Select(app => app.Name))
        : _sandbox is null ? "nobody: there is no provider" : SandboxPush.Notice;

    public IReadOnlyList<string> FilesOf(ServerOptions options) => PushFiles.Of(options.Push);

    public ReloadStep? Prepare(ServerOptions options, ICollection<string> faults)
    {
        try
        {
            var prepared = clients.Prepare(options.Push);
            return prepared.IsEmpty ? null : new ReloadStep(NamesOf(prepared), () => Apply(prepared))
            {
                Discard = prepared.Discard,
                NeedsRestart = PushClients.NamesOf(options.Push).Count > 0 ? [] : ["the push sandbox, because no provider is left:"],
            };
        }
        catch (ArgumentException failure)
        {
            // A file has changed since the configuration was checked.
            faults.Add($"[push.apps]: {failure.Message}");
            return null;
        }
    }

    static IReadOnlyList<string> NamesOf(PushClientsChange prepared) =>
        [.. prepared.Changed.Select(name => $"push by {name}"), .. prepared.Gone.Select(name => $"no push by {name} any more")];

    void Apply(PushClientsChange prepared)
    {
        var replaced = prepared.Take();
        change(clients.Apps);
        foreach (var client in replaced)
            client.Retire();
        if (_sandbox is { } ended)
            _ = ended.DisposeAsync().AsTask();
        _sandbox = null;
    }
}
