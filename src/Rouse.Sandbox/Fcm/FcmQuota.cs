namespace Rouse.Sandbox.Fcm;

/// <summary>Counts messages against FCM's quotas.</summary>
internal sealed class FcmQuota(FcmQuotaSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FcmApp, Window> _projects = [];
    private readonly Dictionary<string, Device> _devices = new(StringComparer.Ordinal);

    /// <summary>How long the sender is to wait, or null if the message is within every quota (and counts now).</summary>
    public TimeSpan? Exceeded(FcmApp app, string token, bool collapsible)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var project = GetOrAdd(_projects, app, () => new(TimeSpan.FromMinutes(1), settings.PerProjectAndMinute));
            var device = GetOrAdd(_devices, token, () => new(settings));
            Window[] windows = [project, device.Minute, device.Hour];
            foreach (var window in windows)
            {
                if (window.Wait(now) is { } wait)
                    return wait;
            }

            if (collapsible && device.Collapsible.Wait(now) is { } refill)
                return refill;
            foreach (var window in windows)
                window.Count();
            if (collapsible)
                device.Collapsible.Take();
            return null;
        }
    }

    private static TValue GetOrAdd<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key, Func<TValue> create) where TKey : notnull
    {
        if (!dictionary.TryGetValue(key, out var value))
            dictionary[key] = value = create();
        return value;
    }

    private sealed class Device(FcmQuotaSettings settings)
    {
        public Window Minute { get; } = new(TimeSpan.FromMinutes(1), settings.PerDeviceAndMinute);

        public Window Hour { get; } = new(TimeSpan.FromHours(1), settings.PerDeviceAndHour);

        public Bucket Collapsible { get; } = new(settings.CollapsibleBurst, settings.CollapsibleRefill);
    }

    /// <summary>So many in a span of time that begins with the first.</summary>
    private sealed class Window(TimeSpan length, int limit)
    {
        private DateTimeOffset _start = DateTimeOffset.MinValue;
        private int _count;

        public TimeSpan? Wait(DateTimeOffset now)
        {
            if (now - _start >= length)
                (_start, _count) = (now, 0);
            return _count < limit ? null : _start + length - now;
        }

        public void Count() => _count++;
    }

    /// <summary>Full at first; one more per interval.</summary>
    private sealed class Bucket(int size, TimeSpan refill)
    {
        private DateTimeOffset _since = DateTimeOffset.MinValue;
        private int _taken;

        public TimeSpan? Wait(DateTimeOffset now)
        {
            var back = (int)Math.Min(_taken, (now - _since) / refill);
            _taken -= back;
            // A full bucket waits for nothing: its next refill counts from the next message.
            _since = _taken == 0 ? now : _since + back * refill;
            return _taken < size ? null : _since + refill - now;
        }

        public void Take() => _taken++;
    }
}
