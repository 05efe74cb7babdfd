using System.Globalization;

namespace Rouse.Server.Timelines;

/// <summary>Names of exchanges: 12 hexadecimal digits, made from a number so that no two are equal and neighbours look different.</summary>
static class TimelineId
{
    const ulong Mask = (1UL << 48) - 1;

    /// <summary>Odd, so that multiplication by it has an inverse; 2^48 over the golden ratio spreads neighbours best.</summary>
    const ulong Factor = 0x9E37_79B9_7F4B;

    /// <summary>32 numbers a millisecond are more than there are exchanges, and 48 bits last until the year 2248.</summary>
    const int NumbersInMillisecond = 32;

    /// <summary>
    /// The first number of that time: so names are others after each start, and what is older than a time has a lower number.
    /// </summary>
    public static long NumberAt(DateTimeOffset time) => time.ToUnixTimeMilliseconds() * NumbersInMillisecond;

    public static string Of(long number)
    {
        var mixed = ((ulong)number * Factor) & Mask;
        mixed ^= mixed >> 24;
        mixed = (mixed * Factor) & Mask;
        return mixed.ToString("x12", CultureInfo.InvariantCulture);
    }
}
