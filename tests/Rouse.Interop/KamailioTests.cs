using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>What Kamailio itself says of the configurations that other scenes start it with.</summary>
public sealed class KamailioTests : Scene
{
    [Theory]
    [InlineData("edge", "ROUSE=\"sip:127.0.0.1:5060\"")]
    [InlineData("far", "PHONE=\"sip:127.0.0.1:5060\"")]
    [InlineData("far", "PHONE=\"\"", "OVERLOADED")]
    [InlineData("far", "PHONE=\"sip:127.0.0.1:5060\"", "ROUSE=\"sip:127.0.0.1:5062\"", "PASSWORD=\"secret\"")]
    public async Task It_takes_the_configuration(string configuration, params string[] definitions)
    {
        var (code, text) = await Kamailio.Check(Folder, configuration, definitions);
        Assert.True(code == 0, text);
    }
}
