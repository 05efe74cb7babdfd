using System.Net;
using Rouse.Protocol.Stun;

namespace Rouse.Protocol.Tests.Stun;

public sealed class StunBindingTests
{
    const string Head = "2112a442 0102030405060708090a0b0c";

    static byte[] Request(string attributes = "", string type = "0001")
    {
        var value = Convert.FromHexString(attributes.Replace(" ", "", StringComparison.Ordinal));
        return [.. Convert.FromHexString($"{type}{value.Length:x4}{Head.Replace(" ", "", StringComparison.Ordinal)}"), .. value];
    }

    static byte[] Answer(byte[] request, string from = "192.0.2.7:4444")
    {
        var source = IPEndPoint.Parse(from);
        var answer = new byte[StunBinding.MostBytes];
        return answer[..StunBinding.Answer(request, source.Address.GetAddressBytes(), (ushort)source.Port, answer)];
    }

    [Theory]
    [InlineData("192.0.2.7:4444")]
    [InlineData("[2001:db8::17]:65535")]
    public void Answer_says_where_the_request_came_from(string from)
    {
        var answer = Answer(Request(), from);
        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunClass.Success, message.Class);
        Assert.Equal(StunMessage.Binding, message.Method);
        Assert.Equal("0102030405060708090A0B0C", Convert.ToHexString(message.TransactionId));
        var address = new byte[16];

        Assert.True(message.TryGetMappedAddress(address, out var length, out var port));
        Assert.Equal(IPEndPoint.Parse(from), new IPEndPoint(new IPAddress(address[..length]), port));
        Assert.False(message.HasFingerprint);
    }

    [Fact]
    public void Answer_to_a_request_with_a_fingerprint_has_one()
    {
        var request = Request("80280004 00000000");
        Assert.True(StunMessage.TryParse(request, out var parsed));
        Assert.False(parsed.IsFingerprintRight);
        Assert.Empty(Answer(request));
        var right = System.IO.Hashing.Crc32.HashToUInt32(request.AsSpan()[..^8]) ^ 0x5354554e;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan()[^4..], right);

        Assert.True(StunMessage.TryParse(Answer(request), out var message));
        Assert.True(message.IsFingerprintRight);
    }

    // RFC 8489 §6.3.1: 420 with what was not understood; CHANGE-REQUEST is of RFC 5780.
    [Fact]
    public void Attributes_that_must_be_understood_are_named_in_the_refusal()
    {
        Assert.True(StunMessage.TryParse(Answer(Request("00030004 00000006 00240004 00000001 7fff0000")), out var message));

        Assert.Equal(StunClass.Error, message.Class);
        Assert.True(message.TryGet(StunAttribute.ErrorCode, out var error));
        Assert.Equal("00000414", Convert.ToHexString(error[..4]));
        Assert.True(message.TryGet(StunAttribute.UnknownAttributes, out var unknown));
        Assert.Equal("000300247FFF", Convert.ToHexString(unknown));
    }

    [Fact]
    public void Names_of_many_unknown_attributes_still_fit()
    {
        var answer = Answer(Request(string.Concat(Enumerable.Range(0, 100).Select(i => $"{0x7000 + i:x4}0000"))));

        Assert.InRange(answer.Length, StunMessage.HeaderBytes, StunBinding.MostBytes);
        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunClass.Error, message.Class);
    }

    [Fact]
    public void Attributes_that_need_not_be_understood_are_passed_over()
    {
        Assert.True(StunMessage.TryParse(Answer(Request("80290008 0000000000000000 c0010000")), out var message));

        Assert.Equal(StunClass.Success, message.Class);
    }

    [Theory]
    [InlineData("0011")] // indication
    [InlineData("0101")] // success
    [InlineData("0111")] // error
    [InlineData("0003")] // Allocate of TURN
    public void Nothing_else_is_answered(string type) => Assert.Empty(Answer(Request(type: type)));

    [Fact]
    public void Broken_request_is_not_answered() => Assert.Empty(Answer(Request()[..^1]));

    [Fact]
    public void Nothing_is_allocated()
    {
        var request = Request("80220004 61626364");
        var answer = new byte[StunBinding.MostBytes];
        byte[] address = [192, 0, 2, 7];
        StunBinding.Answer(request, address, 4444, answer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        StunBinding.Answer(request, address, 4444, answer);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
