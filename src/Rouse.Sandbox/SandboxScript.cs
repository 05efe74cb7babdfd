using System.Threading.Channels;

namespace Rouse.Sandbox;

/// <summary>
/// Behaviour on demand. Broken rules come first: only a request that would be accepted meets the script.
/// One-time entries go before lasting ones, those of a token before those of its service.
/// </summary>
public sealed class SandboxScript
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Queue<SandboxBehaviour>> _next = [];
    private readonly Dictionary<object, SandboxBehaviour> _always = [];

    // As many as anybody could look at; who does not look loses only the oldest.
    private readonly Channel<SandboxBehaviour> _played =
        Channel.CreateBounded<SandboxBehaviour>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>What happens to the next requests to a service, one each.</summary>
    public void Next(SandboxService service, params ReadOnlySpan<SandboxBehaviour> behaviours) => Enqueue(service, behaviours);

    /// <summary>What happens to the next pushes to a device token, one each.</summary>
    public void Next(string token, params ReadOnlySpan<SandboxBehaviour> behaviours) => Enqueue(token, behaviours);

    /// <summary>What happens to every request to a service from now on; null: accepted again.</summary>
    public void Always(SandboxService service, SandboxBehaviour? behaviour) => Set(service, behaviour);

    /// <summary>What happens to every push to a device token from now on; null: accepted again.</summary>
    public void Always(string token, SandboxBehaviour? behaviour) => Set(token, behaviour);

    /// <summary>The oldest behaviour other than Accept that a request has met and nobody has taken from here; waits for one.</summary>
    public ValueTask<SandboxBehaviour> PlayedAsync(CancellationToken cancellation = default) => _played.Reader.ReadAsync(cancellation);

    internal SandboxBehaviour Take(SandboxService service, string? token = null)
    {
        SandboxBehaviour behaviour;
        lock (_lock)
            behaviour = Dequeue(token) ?? Dequeue(service) ?? Lasting(token) ?? Lasting(service) ?? Accepted;
        if (behaviour is not SandboxBehaviour.Accept)
            _played.Writer.TryWrite(behaviour);
        return behaviour;
    }

    private static SandboxBehaviour Accepted { get; } = new SandboxBehaviour.Accept();

    private void Enqueue(object scope, ReadOnlySpan<SandboxBehaviour> behaviours)
    {
        lock (_lock)
        {
            if (!_next.TryGetValue(scope, out var queue))
                _next[scope] = queue = new();
            foreach (var behaviour in behaviours)
                queue.Enqueue(behaviour);
        }
    }

    private void Set(object scope, SandboxBehaviour? behaviour)
    {
        lock (_lock)
        {
            if (behaviour is null)
                _always.Remove(scope);
            else
                _always[scope] = behaviour;
        }
    }

    private SandboxBehaviour? Dequeue(object? scope) =>
        scope is not null && _next.TryGetValue(scope, out var queue) && queue.TryDequeue(out var behaviour) ? behaviour : null;

    private SandboxBehaviour? Lasting(object? scope) => scope is not null ? _always.GetValueOrDefault(scope) : null;
}
