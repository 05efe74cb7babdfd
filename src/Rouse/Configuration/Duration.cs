using System.Globalization;

namespace Rouse.Configuration;

/// <summary>A span of time as operators write it: a whole number and one of ms, s, m, h, d; or 0.</summary>
static class Duration
{
    static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
            return true;
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        foreach (var (unit, ticks) in Units)
        {
            if (!text[digits..].SequenceEqual(unit) || number > TimeSpan.MaxValue.Ticks / ticks)
                continue;
            duration = new TimeSpan(number * ticks);
            return true;
        }
        return false;
    }

    /// <summary>With the largest unit that leaves a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0";
        var (unit, ticks) = Units.First(unit => unit.Ticks == TimeSpan.TicksPerMillisecond || duration.Ticks % unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
    }
}
