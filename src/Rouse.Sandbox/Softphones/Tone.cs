namespace Rouse.Sandbox.Softphones;

/// <summary>A sine, and the search for one in what was heard: proof that audio came through, not only packets.</summary>
internal static class Tone
{
    /// <summary>Samples that are searched at once: 100 ms, so multiples of 10 Hz are found undivided.</summary>
    public const int BlockSamples = MuLaw.SamplesPerSecond / 10;

    /// <summary>A quarter of full scale: loud enough to hear, far from clipping.</summary>
    private const double Amplitude = 8192;

    /// <summary>The tone as µ-law, from sample number <paramref name="start"/> on.</summary>
    public static void Fill(Span<byte> codes, int hertz, long start)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            // Reduced to one second first: a long call keeps its pitch.
            var phase = (start + i) % MuLaw.SamplesPerSecond * hertz / (double)MuLaw.SamplesPerSecond;
            codes[i] = MuLaw.Encode((short)(Amplitude * Math.Sin(2 * Math.PI * phase)));
        }
    }

    /// <summary>Share (0 … 1) of the power at this frequency, averaged over whole blocks; 0 for silence.</summary>
    public static double Share(ReadOnlySpan<short> samples, int hertz)
    {
        double sum = 0;
        var blocks = 0;
        for (; samples.Length >= BlockSamples; samples = samples[BlockSamples..], blocks++)
            sum += ShareOfBlock(samples[..BlockSamples], hertz);
        return blocks == 0 ? 0 : sum / blocks;
    }

    // Goertzel's algorithm: one bin of the Fourier transform.
    private static double ShareOfBlock(ReadOnlySpan<short> block, int hertz)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * hertz / MuLaw.SamplesPerSecond);
        double last = 0, lastButOne = 0, total = 0;
        foreach (var sample in block)
        {
            (last, lastButOne) = (sample + coefficient * last - lastButOne, last);
            total += (double)sample * sample;
        }
        var power = last * last + lastButOne * lastButOne - coefficient * last * lastButOne;
        return total == 0 ? 0 : 2 * power / (block.Length * total);
    }
}
