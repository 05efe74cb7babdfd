using System.Buffers.Binary;

namespace Rouse.Interop.Parts;

/// <summary>
/// A sine in a WAV file, and the search for it in what the other phone has recorded: proof of decoded audio, not only of packets.
/// 440 and 800 Hz survive every codec of the phones; speex distorts others.
/// </summary>
internal static class Tone
{
    private const int Rate = 16000;
    private const int HeaderBytes = 44;

    public static void Write(string path, int frequency, int seconds)
    {
        var wav = new byte[HeaderBytes + seconds * Rate * 2];
        WriteHeader(wav);
        for (var i = 0; i < seconds * Rate; i++)
        {
            var sample = (short)(9000 * Math.Sin(2 * Math.PI * frequency * i / Rate));
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(HeaderBytes + i * 2), sample);
        }
        File.WriteAllBytes(path, wav);
    }

    /// <summary>Share (0 to 1) of the power within 40 Hz of the frequency, over the clearer half of the audible quarter seconds.</summary>
    public static double Share(string path, int frequency)
    {
        var (samples, rate) = Read(path);
        var window = rate / 4;
        var shares = new List<double>();
        for (var start = 0; start + window <= samples.Length; start += window)
        {
            var part = samples.AsSpan(start, window);
            if (Power(part) is var power and > 100 * 100)
                shares.Add(PowerNear(part, rate, frequency) / power);
        }
        return shares.OrderDescending().Take((shares.Count + 1) / 2).DefaultIfEmpty(0).Average();
    }

    private static double Power(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return sum / samples.Length;
    }

    /// <summary>Goertzel's algorithm, bin by bin.</summary>
    private static double PowerNear(ReadOnlySpan<short> samples, int rate, int frequency)
    {
        var bin = (double)rate / samples.Length;
        var power = 0.0;
        for (var k = (int)((frequency - 40) / bin); k <= (int)((frequency + 40) / bin); k++)
        {
            var c = 2 * Math.Cos(2 * Math.PI * k / samples.Length);
            double s1 = 0, s2 = 0;
            foreach (var sample in samples)
                (s1, s2) = (sample + c * s1 - s2, s1);
            power += 2 * (s1 * s1 + s2 * s2 - c * s1 * s2) / samples.Length / samples.Length;
        }
        return power;
    }

    /// <summary>First channel; tolerates sizes that were never filled in, because the phone was killed.</summary>
    private static (short[] Samples, int Rate) Read(string path)
    {
        ReadOnlySpan<byte> wav = File.ReadAllBytes(path);
        int channels = 1, rate = 8000;
        for (var at = 12; at + 8 <= wav.Length;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(wav[(at + 4)..]);
            var chunk = wav[(at + 8)..];
            if (wav.Slice(at, 4).SequenceEqual("fmt "u8))
                (channels, rate) = (BinaryPrimitives.ReadInt16LittleEndian(chunk[2..]), BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]));
            if (wav.Slice(at, 4).SequenceEqual("data"u8))
                return (Samples(size <= 0 || size > chunk.Length ? chunk : chunk[..size], channels), rate);
            at += 8 + size + (size & 1);
        }
        return ([], rate);
    }

    private static short[] Samples(ReadOnlySpan<byte> data, int channels)
    {
        var samples = new short[data.Length / 2 / channels];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(i * channels * 2)..]);
        return samples;
    }

    private static void WriteHeader(Span<byte> wav)
    {
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav[4..], wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav[28..], Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav[34..], 16);
        "data"u8.CopyTo(wav[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[40..], wav.Length - HeaderBytes);
    }
}
