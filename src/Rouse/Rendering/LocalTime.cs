using System.Globalization;

namespace Rouse.Rendering;

/// <summary>Times as their reader has them: local, and with the date where that is not today.</summary>
sealed class LocalTime(TimeProvider time)
{
    /// <summary><c>14:05:09</c>, or <c>2026-12-19 14:05:09</c>.</summary>
    public string Show(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        return local.ToString(IsToday(local) ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>With milliseconds, without a date.</summary>
    public string ShowExactly(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>For what is days away: <c>14:05</c> today, else the date.</summary>
    public string ShowRoughly(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        return local.ToString(IsToday(local) ? "HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary><c>850 ms</c>, <c>2.1 s</c>, <c>3 min</c>, <c>5 h</c>, <c>24 d</c>.</summary>
    public static string Show(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => Whole(span.TotalMilliseconds, "ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds * 10) / 10:0.0} s"),
        { TotalMinutes: < 2 } => Whole(span.TotalSeconds, "s"),
        { TotalHours: < 2 } => Whole(span.TotalMinutes, "min"),
        { TotalDays: < 2 } => Whole(span.TotalHours, "h"),
        _ => Whole(span.TotalDays, "d"),
    };

    static string Whole(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(long)number} {unit}");

    bool IsToday(DateTimeOffset local) => local.Date == time.GetLocalNow().Date;
}
