using System.Threading.Channels;

namespace Rouse.Sandbox.Devices;

/// <summary>The devices that are connected, by token, and what waits for those that are not.</summary>
internal sealed class DeviceConnections(TimeProvider time)
{
    // Bounds on what a stranger on this machine can make us keep; beyond them the oldest goes.
    private const int MaxConnections = 1000;
    private const int MaxUnread = 1000;
    private const int MaxWaiting = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DeviceConnection>> _open = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, WaitingPushes> _waiting = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Gives a push to the devices of its token, or keeps it if there is none and the push has time.</summary>
    public void Deliver(AcceptedPush push)
    {
        var key = Key(push.Token);
        lock (_lock)
        {
            if (_open.TryGetValue(key, out var connections))
                connections.ForEach(connection => connection.Unread.Writer.TryWrite(push));
            else if (WaitingPushes.IsAlive(push, time.GetUtcNow()))
                Keep(key, push);
        }
    }

    /// <summary>Connects a device, which gets first what waited for it; null if there are too many.</summary>
    public DeviceConnection? Open(string token)
    {
        var connection = new DeviceConnection(this, Key(token), Channel.CreateBounded<AcceptedPush>(
            new BoundedChannelOptions(MaxUnread) { FullMode = BoundedChannelFullMode.DropOldest }));
        lock (_lock)
        {
            if (_count == MaxConnections)
                return null;
            _count++;
            if (!_open.TryGetValue(connection.Key, out var connections))
                _open[connection.Key] = connections = [];
            connections.Add(connection);
            if (!_waiting.Remove(connection.Key, out var waiting))
                return connection;
            foreach (var push in waiting.Alive(time.GetUtcNow()))
                connection.Unread.Writer.TryWrite(push);
        }
        return connection;
    }

    public void Close(DeviceConnection connection)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(connection.Key, out var connections) || !connections.Remove(connection))
                return;
            _count--;
            if (connections.Count == 0)
                _open.Remove(connection.Key);
        }
    }

    // Apple's tokens are numbers, whichever way their digits are written; Google's are text.
    private static string Key(string token) => token.All(char.IsAsciiHexDigit) ? token.ToLowerInvariant() : token;

    private void Keep(string key, AcceptedPush push)
    {
        if (!_waiting.TryGetValue(key, out var waiting))
        {
            if (_waiting.Count == MaxWaiting)
                _waiting.RemoveAt(0);
            _waiting[key] = waiting = new();
        }
        waiting.Add(push);
    }
}

/// <summary>One connected device.</summary>
internal sealed class DeviceConnection(DeviceConnections owner, string key, Channel<AcceptedPush> unread) : IDisposable
{
    public string Key { get; } = key;

    public Channel<AcceptedPush> Unread { get; } = unread;

    public void Dispose() => owner.Close(this);
}
