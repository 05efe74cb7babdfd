using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>The proof of audio must itself be able to fail.</summary>
public sealed class ToneTests
{
    [Theory]
    [InlineData(440, 440, true)]
    [InlineData(800, 800, true)]
    [InlineData(440, 800, false)]
    [InlineData(440, 500, false)]
    public void Tone_is_found_only_at_its_own_frequency(int played, int sought, bool found)
    {
        var file = Path.GetTempFileName();
        try
        {
            Tone.Write(file, played, seconds: 1);
            var share = Tone.Share(file, sought);
            Assert.True(found ? share > 0.9 : share < 0.1, $"share {share}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
