using System.Collections.Concurrent;

namespace Rouse.Server.Location;

/// <summary>
/// Who waits for a phone to register: held calls and messages, subscriptions to registrations. Told after the 200 to the REGISTER was sent.
/// </summary>
sealed class LocationWatches
{
    readonly ConcurrentDictionary<AddressOfRecord, ILocationWatcher[]> _watchers = new();

    /// <summary>Addresses watched now; for the leak check of tests.</summary>
    public int Count => _watchers.Count;

    public void Watch(AddressOfRecord aor, ILocationWatcher watcher) =>
        _watchers.AddOrUpdate(aor, static (_, w) => [w], static (_, all, w) => [.. all, w], watcher);

    public void Unwatch(AddressOfRecord aor, ILocationWatcher watcher)
    {
        while (_watchers.TryGetValue(aor, out var all))
        {
            ILocationWatcher[] rest = all.Length == 1 && all[0] == watcher ? [] : Without(watcher, all);
            var done = rest.Length == 0
                ? _watchers.TryRemove(new(aor, all))
                : _watchers.TryUpdate(aor, rest, all);
            if (done)
                return;
        }
    }

    static ILocationWatcher[] Without(ILocationWatcher watcher, ILocationWatcher[] all) => [.. all.Where(w => w != watcher)];

    public void Announce(Binding binding)
    {
        if (!_watchers.TryGetValue(binding.Aor, out var all))
            return;
        foreach (var watcher in all)
            watcher.Registered(binding);
    }

    /// <summary>Something else happened to the contacts of an AOR: one ended.</summary>
    public void Changed(AddressOfRecord aor)
    {
        if (!_watchers.TryGetValue(aor, out var all))
            return;
        foreach (var watcher in all)
            watcher.Changed();
    }
}

interface ILocationWatcher
{
    /// <summary>A phone of the watched AOR registered. Called on the registrar's thread: only enqueue.</summary>
    void Registered(Binding binding);

    /// <summary>A contact of the watched AOR ended. Called on whatever thread: only enqueue.</summary>
    void Changed()
    {
    }
}
