using System.Numerics;

namespace Rouse.Sandbox.Softphones;

/// <summary>PCMU: G.711 µ-law, 8,000 samples a second, payload type 0 (RFC 3551 §4.5.14).</summary>
internal static class MuLaw
{
    public const int SamplesPerSecond = 8000;
    public const byte PayloadType = 0;

    private const int Bias = 0x84;
    private const int Clip = 32_635;

    public static byte Encode(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var exponent = BitOperations.Log2((uint)magnitude) - 7;
        var mantissa = (magnitude >> (exponent + 3)) & 0x0f;
        return (byte)~(sign | (exponent << 4) | mantissa);
    }

    public static short Decode(byte code)
    {
        var bits = ~code;
        var exponent = (bits >> 4) & 0x07;
        var magnitude = ((((bits & 0x0f) << 3) + Bias) << exponent) - Bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
