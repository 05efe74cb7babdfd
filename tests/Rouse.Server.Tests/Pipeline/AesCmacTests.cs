using System.Runtime.Intrinsics;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Pipeline;

public sealed class AesCmacTests
{
    const string Message =
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    static readonly byte[] Key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");

    // RFC 4493 §4
    [Theory]
    [InlineData(0, "bb1d6929e95937287fa37d129b756746")]
    [InlineData(16, "070a16b46b4d4144f79bdd9dd04a287c")]
    [InlineData(40, "dfa66747de9ae63030ca32611497c827")]
    [InlineData(64, "51f0bebf7e3b9d92fc49741779363cfe")]
    public void Mac_is_that_of_the_RFC(int bytes, string mac)
    {
        var message = Convert.FromHexString(Message).AsSpan(0, bytes);

        Assert.Equal(mac, Text(new AesCmac(BlockCipher.Of(Key)).Of(message)));
        Assert.Equal(mac, Text(new AesCmac(new PlatformCipher(Key)).Of(message)));
    }

    [Fact]
    public void Every_length_has_a_mac_of_its_own()
    {
        var cmac = new AesCmac(BlockCipher.Of(Key));

        Assert.Equal(100, Enumerable.Range(0, 100).Select(bytes => Text(cmac.Of(new byte[bytes]))).Distinct().Count());
    }

    static string Text(Vector128<byte> mac)
    {
        var bytes = new byte[AesCmac.MacBytes];
        mac.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
