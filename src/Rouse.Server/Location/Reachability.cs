namespace Rouse.Server.Location;

/// <summary>How a phone can be reached now.</summary>
enum Reachability : byte
{
    /// <summary>Its flow has carried a byte from it in the last 150 s: RFC 5626 clients ping every 95–120 s, pjsip every 90 s.</summary>
    Awake,

    /// <summary>The flow is open but silent.</summary>
    Dormant,

    /// <summary>No flow is left.</summary>
    Asleep,
}

static class Reachabilities
{
    public static readonly TimeSpan AwakeFor = TimeSpan.FromSeconds(150);

    public static Reachability Of(Binding binding, TimeProvider time)
    {
        if (!binding.HasFlow)
            return Reachability.Asleep;
        return time.GetElapsedTime(binding.Flow!.LastReceivedAt) <= AwakeFor ? Reachability.Awake : Reachability.Dormant;
    }
}
