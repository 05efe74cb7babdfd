using Rouse.Protocol.Rtp;

namespace Rouse.Protocol.Tests.Rtp;

public sealed class RtpPacketTests
{
    [Theory]
    [InlineData("80 00 0001 00000002 00000003", false, 0, "")]
    [InlineData("80 88 0001 00000002 00000003 aabb", true, 8, "aabb")]
    [InlineData("81 7f 0001 00000002 00000003 00000004 aa", false, 127, "aa")]
    [InlineData("90 00 0001 00000002 00000003 bede0001 11223344 aa", false, 0, "aa")]
    [InlineData("91 00 0001 00000002 00000003 00000004 bede0000 aa", false, 0, "aa")]
    [InlineData("a0 00 0001 00000002 00000003 aabb 0002", false, 0, "aabb")]
    [InlineData("a0 00 0001 00000002 00000003 aabb 000004", false, 0, "aa")]
    [InlineData("a0 00 0001 00000002 00000003 01", false, 0, "")]
    public void Header_and_payload_are_read(string hex, bool marker, byte payloadType, string payload)
    {
        Assert.True(RtpPacket.TryParse(Bytes(hex), out var packet));

        Assert.Equal((marker, payloadType), (packet.Marker, packet.PayloadType));
        Assert.Equal((1, 2u, 3u), (packet.SequenceNumber, packet.Timestamp, packet.Ssrc));
        Assert.Equal(payload, Convert.ToHexStringLower(packet.Payload));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80 00 0001 00000002 000000")]
    [InlineData("40 00 0001 00000002 00000003")]
    [InlineData("00 01 0000 2112a442 000000000000000000000000")]
    [InlineData("81 00 0001 00000002 00000003 000000")]
    [InlineData("90 00 0001 00000002 00000003 bede00")]
    [InlineData("90 00 0001 00000002 00000003 bede0001 112233")]
    [InlineData("a0 00 0001 00000002 00000003 00")]
    [InlineData("a0 00 0001 00000002 00000003 02")]
    public void Other_datagrams_are_refused(string hex) => Assert.False(RtpPacket.TryParse(Bytes(hex), out _));

    [Theory]
    [InlineData(true, 0, 65535, 4294967295, 4294967295, "d5d5")]
    [InlineData(false, 127, 0, 0, 0, "")]
    public void What_is_written_is_read(bool marker, byte payloadType, int sequence, uint timestamp, uint ssrc, string payload)
    {
        var buffer = new byte[64];
        var length = new RtpPacket
        {
            Marker = marker,
            PayloadType = payloadType,
            SequenceNumber = (ushort)sequence,
            Timestamp = timestamp,
            Ssrc = ssrc,
            Payload = Convert.FromHexString(payload),
        }.Write(buffer);

        Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length), out var read));
        Assert.Equal((marker, payloadType, sequence), (read.Marker, read.PayloadType, read.SequenceNumber));
        Assert.Equal((timestamp, ssrc, payload), (read.Timestamp, read.Ssrc, Convert.ToHexStringLower(read.Payload)));
    }

    [Fact]
    public void Every_prefix_and_bit_flip_is_read_or_refused()
    {
        var whole = Bytes("b1 00 0001 00000002 00000003 00000004 bede0001 11223344 aabbccdd 00000004");
        for (var length = 0; length <= whole.Length; length++)
        {
            for (var bit = 0; bit < 8 * length; bit++)
            {
                var datagram = whole[..length];
                datagram[bit / 8] ^= (byte)(1 << (bit % 8));
                if (RtpPacket.TryParse(datagram, out var packet))
                    Assert.InRange(packet.Payload.Length, 0, length - RtpPacket.HeaderBytes);
            }
        }
    }

    static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
