using System.Net;
using Rouse.Protocol.Stun;

namespace Rouse.Protocol.Tests.Stun;

public sealed class StunMessageTests
{
    public static TheoryData<string> Sections => [.. StunVector.All.Select(vector => vector.Section)];

    static StunVector Vector(string section) => StunVector.All.Single(vector => vector.Section == section);

    static StunMessage Parse(byte[] bytes)
    {
        Assert.True(StunMessage.TryParse(bytes, out var message));
        return message;
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Fingerprint_and_integrity_of_RFC_5769_are_right(string section)
    {
        var vector = Vector(section);
        var message = Parse(vector.Bytes);

        Assert.Equal(vector.HasFingerprint, message.HasFingerprint);
        Assert.Equal(vector.HasFingerprint, message.IsFingerprintRight);
        Assert.True(MessageIntegrity.IsRight(message, vector.Key));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void One_bit_makes_them_wrong(string section)
    {
        var vector = Vector(section);
        byte[] changed = [.. vector.Bytes];
        // In the transaction id, which both cover.
        changed[12] ^= 1;
        var message = Parse(changed);

        Assert.False(message.IsFingerprintRight);
        Assert.False(MessageIntegrity.IsRight(message, vector.Key));
        Assert.False(MessageIntegrity.IsRight(Parse(vector.Bytes), "other"u8));
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.3")]
    public void Mapped_address_is_read(string section)
    {
        var vector = Vector(section);
        var address = new byte[16];

        Assert.True(Parse(vector.Bytes).TryGetMappedAddress(address, out var length, out var port));
        Assert.Equal(IPEndPoint.Parse(vector.Mapped!), new IPEndPoint(new IPAddress(address[..length]), port));
        Assert.False(Parse(vector.Bytes).TryGetMappedAddress(new byte[3], out _, out _));
    }

    [Theory]
    [InlineData("2.1", StunClass.Request)]
    [InlineData("2.2", StunClass.Success)]
    public void Class_and_method_are_read(string section, StunClass expected)
    {
        var message = Parse(Vector(section).Bytes);

        Assert.Equal(expected, message.Class);
        Assert.Equal(StunMessage.Binding, message.Method);
    }

    [Theory]
    [InlineData("0011000021 12a442 000000000000000000000000", StunClass.Indication)]
    [InlineData("0111000021 12a442 000000000000000000000000", StunClass.Error)]
    public void Other_classes_are_read(string hex, StunClass expected) =>
        Assert.Equal(expected, Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))).Class);

    [Fact]
    public void Value_ends_before_what_it_is_filled_up_with()
    {
        Assert.True(Parse(Vector("2.1").Bytes).TryGet(StunAttribute.Username, out var username));
        Assert.Equal("evtj:h6vY", Wire.Text(username));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0001000021 12a442 0000000000000000000000")] // no whole header
    [InlineData("0001000021 12a443 000000000000000000000000")] // another cookie
    [InlineData("4001000021 12a442 000000000000000000000000")] // not the two zero bits
    [InlineData("0001000421 12a442 000000000000000000000000")] // shorter than it says
    [InlineData("0001000021 12a442 000000000000000000000000 80220000")] // longer
    [InlineData("0001000421 12a442 000000000000000000000000 80220001")] // a value that is not there
    [InlineData("0001000421 12a442 000000000000000000000000 8022ffff")]
    [InlineData("0001000221 12a442 000000000000000000000000 8022")] // half an attribute
    [InlineData("0001000721 12a442 000000000000000000000000 80220003616263")] // not filled up
    public void Anything_else_is_no_message(string hex) =>
        Assert.False(StunMessage.TryParse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), out _));
}
