using Rouse.Server.Location;

namespace Rouse.Server.Timelines;

/// <summary>
/// What happened in one exchange, in order. Written by the exchange, read by whoever asks why a phone did (not) ring: the one thing of an
/// exchange that other threads see.
/// </summary>
sealed class Timeline
{
    readonly Lock _lock = new();
    readonly List<Step> _steps = new(8);
    readonly List<Binding> _phones = new(1);

    /// <summary>Gives a phone its number in this timeline, from 1.</summary>
    public int AddPhone(Binding binding)
    {
        lock (_lock)
        {
            _phones.Add(binding);
            return _phones.Count;
        }
    }

    public void Add(Step step)
    {
        lock (_lock)
            _steps.Add(step);
    }

    public IReadOnlyList<Step> Steps
    {
        get
        {
            lock (_lock)
                return [.. _steps];
        }
    }
}
