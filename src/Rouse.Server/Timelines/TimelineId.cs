using System.Globalization;
using System.Security.Cryptography;

namespace Rouse.Server.Timelines;

/// <summary>Names of exchanges: 12 hexadecimal digits, made from a number so that no two are equal and neighbours look different.</summary>
static class TimelineId
{
    const ulong Mask = (1UL << 48) - 1;

    /// <summary>Odd, so that multiplication by it has an inverse; 2^48 over the golden ratio spreads neighbours best.</summary>
    const ulong Factor = 0x9E37_79B9_7F4B;

    /// <summary>Other names after each start, so that a log of two runs has no name twice.</summary>
    public static long FirstNumber() => (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) & (Mask >> 1));

    public static string Of(long number)
    {
        var mixed = ((ulong)number * Factor) & Mask;
        mixed ^= mixed >> 24;
        mixed = (mixed * Factor) & Mask;
        return mixed.ToString("x12", CultureInfo.InvariantCulture);
    }
}
