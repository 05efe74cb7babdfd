using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Rtp;
using Rouse.Sandbox.Softphones;

namespace Rouse.Sandbox.Tests.Softphones;

public sealed class AudioTests
{
    /// <summary>Ends of the segments (ITU-T G.711, table 2a).</summary>
    [Theory]
    [InlineData(0, 0xff)]
    [InlineData(8, 0xfe)]
    [InlineData(-8, 0x7e)]
    [InlineData(32124, 0x80)]
    [InlineData(-32124, 0x00)]
    [InlineData(32767, 0x80)]
    [InlineData(-32768, 0x00)]
    public void Mu_law_is_G711(int sample, int code) => Assert.Equal(code, MuLaw.Encode((short)sample));

    [Fact]
    public void Every_code_is_what_its_sample_gives()
    {
        for (var code = 0; code <= 0xff; code++)
        {
            // 0x7f is the second zero.
            var expected = code == 0x7f ? 0xff : code;
            Assert.Equal(expected, MuLaw.Encode(MuLaw.Decode((byte)code)));
        }
    }

    [Theory]
    [InlineData(440, 440, true)]
    [InlineData(800, 800, true)]
    [InlineData(440, 800, false)]
    [InlineData(440, 450, false)]
    [InlineData(620, 440, false)]
    public void Tone_is_found_only_at_its_own_frequency(int played, int sought, bool found)
    {
        var codes = new byte[MuLaw.SamplesPerSecond];
        Tone.Fill(codes, played, start: 123);

        var share = Tone.Share(codes.Select(MuLaw.Decode).ToArray(), sought);

        Assert.True(found ? share > 0.99 : share < 0.01, $"share {share}");
    }

    [Fact]
    public void Nothing_and_silence_have_no_tone()
    {
        Assert.Equal(0, Tone.Share([], 440));
        Assert.Equal(0, Tone.Share(new short[Tone.BlockSamples], 440));
        Assert.Equal(0, Tone.Share(new short[Tone.BlockSamples - 1], 440));
    }

    [Fact]
    public async Task Tone_leaves_in_packets_of_20_ms()
    {
        var clock = new TestClock();
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var stream = new ToneStream(IPAddress.Loopback, 440, clock);
        stream.Start((IPEndPoint)listener.Client.LocalEndPoint!);
        await ReceivesAsync(listener, sequence: 0);
        await clock.WaitAsync().Soon();

        clock.Advance(TimeSpan.FromMilliseconds(20) - TimeSpan.FromTicks(1));
        Assert.Equal(1, stream.Sent);
        clock.Advance(TimeSpan.FromTicks(1));
        await ReceivesAsync(listener, sequence: 1);
        // A timer that is late is made up for.
        clock.Advance(TimeSpan.FromMilliseconds(60));
        for (var sequence = 2; sequence <= 4; sequence++)
            await ReceivesAsync(listener, sequence);
    }

    [Fact]
    public async Task What_comes_is_counted_and_heard()
    {
        await using var stream = new ToneStream(IPAddress.Loopback, 440, new TestClock());
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var five = stream.ReceivedAsync(5);
        await SendAsync(sender, stream.Local, payloadType: 8, start: 0);
        await sender.SendAsync("no RTP"u8.ToArray(), stream.Local);
        for (var i = 0; i < 5; i++)
        {
            Assert.False(five.IsCompleted);
            await SendAsync(sender, stream.Local, payloadType: 0, start: 160 * i);
        }

        await five.Soon();
        await stream.ReceivedAsync(5).Soon();
        Assert.Equal(5, stream.Received);
        Assert.InRange(stream.Share(800), 0.99, 1);
        Assert.InRange(stream.Share(440), 0, 0.01);
    }

    [Fact]
    public async Task Only_the_last_second_is_kept()
    {
        await using var stream = new ToneStream(IPAddress.Loopback, 440, new TestClock());
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 30; i++)
        {
            await SendAsync(sender, stream.Local, payloadType: 0, start: 160 * i, hertz: 440);
            await stream.ReceivedAsync(i + 1).Soon();
        }
        for (var i = 30; i < 80; i++)
        {
            await SendAsync(sender, stream.Local, payloadType: 0, start: 160 * i);
            await stream.ReceivedAsync(i + 1).Soon();
        }

        Assert.InRange(stream.Share(800), 0.99, 1);
    }

    private static async Task ReceivesAsync(UdpClient listener, int sequence)
    {
        var datagram = (await listener.ReceiveAsync().Soon()).Buffer;
        Assert.True(RtpPacket.TryParse(datagram, out var packet));
        Assert.Equal((sequence == 0, 0, sequence), (packet.Marker, packet.PayloadType, packet.SequenceNumber));
        Assert.Equal((160u * (uint)sequence, 160), (packet.Timestamp, packet.Payload.Length));
    }

    private static async Task SendAsync(UdpClient sender, IPEndPoint to, byte payloadType, int start, int hertz = 800)
    {
        var datagram = new byte[RtpPacket.HeaderBytes + 160];
        var codes = new byte[160];
        Tone.Fill(codes, hertz, start);
        new RtpPacket { PayloadType = payloadType, SequenceNumber = (ushort)(start / 160), Payload = codes }.Write(datagram);
        await sender.SendAsync(datagram, to);
    }
}
