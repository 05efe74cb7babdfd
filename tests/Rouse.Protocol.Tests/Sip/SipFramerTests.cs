using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipFramerTests
{
    const string Head = "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n";

    public static TheoryData<string> Streams =>
    [
        Head + "Content-Length: 0\r\n\r\n",
        Head + "l:4\r\n\r\nbody",
        Head + "Content-Length:\r\n 4\r\n\r\nbody",
        Head + "Content-Length : 8\r\n\r\n\r\n\r\n\r\n\r\n",
        Head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        Head.Replace("\r\n", "\n") + "Content-Length: 4\n\nbody",
        Head + "Content-Length: 4\r\n\nbody",
        Head + "Subject:\r\n \r\n folded\r\nContent-Length: 0\r\n\r\n",
        "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ];

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_message_survives_any_cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal([(Frame.Message, text)], StreamReader.Read(bytes[..cut], bytes[cut..]));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_message_survives_single_bytes(string text)
    {
        Assert.Equal([(Frame.Message, text)], StreamReader.Read(Encoding.UTF8.GetBytes(text).Select(b => new[] { b })));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_message_without_its_last_byte_is_waited_for(string text)
    {
        Assert.Empty(StreamReader.Read(Encoding.UTF8.GetBytes(text)[..^1]));
    }

    [Fact]
    public void Any_cut_of_a_whole_conversation_gives_the_same_frames()
    {
        var messages = Streams.Select(s => s.Data).ToArray();
        var text = "\r\n\r\n" + string.Join("\r\n", messages) + "\r\n\r\n\n" + messages[0] + "\r\n\r\n\r\n\r\n" + messages[1];
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = StreamReader.Read(bytes);

        Assert.Equal(messages.Length + 2, whole.Count(f => f.Frame == Frame.Message));
        Assert.Equal(4, whole.Count(f => f.Frame == Frame.Ping));
        Assert.Equal(text, string.Concat(whole.Select(f => f.Text)));
        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(whole, StreamReader.Read(bytes[..cut], bytes[cut..]));
        Assert.Equal(whole, StreamReader.Read(bytes.Select(b => new[] { b })));
    }

    [Theory]
    [InlineData("\r\n\r\n", Frame.Ping)]
    [InlineData("\r\n\r\n\r\n\r\n", Frame.Ping, Frame.Ping)]
    [InlineData("\n", Frame.Blank)]
    [InlineData("\n\n", Frame.Blank, Frame.Blank)]
    [InlineData("\r\r\n\r\n", Frame.Blank, Frame.Ping)]
    [InlineData("\n\r\n\r\n", Frame.Blank, Frame.Ping)]
    [InlineData("\r\n\r\n\r\n")]
    public void Empty_lines_give_frames_in_any_cut(string text, params Frame[] frames)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (frames.Length == 0)
            frames = [Frame.Ping];

        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(frames, StreamReader.Read(bytes[..cut], bytes[cut..]).Select(f => f.Frame));
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r")]
    public void What_may_be_half_a_ping_waits(string half)
    {
        Assert.Empty(StreamReader.Read(Encoding.UTF8.GetBytes(half)));
    }

    [Fact]
    public void A_pong_before_a_message_is_blank()
    {
        var message = Head + "Content-Length: 0\r\n\r\n";

        Assert.Equal(
            [(Frame.Blank, "\r\n"), (Frame.Message, message)],
            StreamReader.Read(Encoding.UTF8.GetBytes("\r\n"), Encoding.UTF8.GetBytes(message)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: 1 2\r\n")]
    [InlineData("Content-Length: \r\n")]
    [InlineData("Content-Length: five\r\n")]
    [InlineData("Content-Length: 1\r\nl: 2\r\n")]
    [InlineData("Content-Length: 2147483648\r\n")]
    [InlineData("Content-Length: 18446744073709551616\r\n")]
    [InlineData("Content-Length\r\n")]
    [InlineData("Content-Length\r\n : 1\r\n")]
    [InlineData("Subject: x\r\n Content-Length: 1\r\n")]
    [InlineData("XContent-Length: 1\r\n")]
    public void Without_one_good_Content_Length_the_stream_is_broken(string lines)
    {
        var text = $"{Head}{lines}\r\n";
        var frames = StreamReader.Read(Encoding.UTF8.GetBytes(text + "what follows"));

        Assert.Equal([(Frame.Broken, text)], frames);
        Assert.True(SipParser.TryParseFramed(Encoding.UTF8.GetBytes(text), out var message, out _));
        Assert.NotNull(message!.Defect);
    }

    [Fact]
    public void The_start_line_is_no_header()
    {
        Assert.Equal(Frame.Broken, Assert.Single(StreamReader.Read(Encoding.UTF8.GetBytes("l: 5\r\n\r\nabcde"))).Frame);
    }

    [Fact]
    public void After_a_broken_frame_the_framer_starts_anew()
    {
        var framer = new SipFramer();
        framer.Next(Encoding.UTF8.GetBytes(Head + "\r\n"), out _);

        Assert.Equal(Frame.Message, framer.Next(Encoding.UTF8.GetBytes(Head + "l: 0\r\n\r\n"), out _));
    }

    [Theory]
    [InlineData(SipLimits.HeadBytes, Frame.Message)]
    [InlineData(SipLimits.HeadBytes + 1, Frame.Broken)]
    public void A_head_has_a_limit_in_whatever_pieces_it_comes(int length, Frame frame)
    {
        var bytes = Encoding.UTF8.GetBytes(HeadOf(length, "l: 0\r\n\r\n"));

        Assert.Equal(length, bytes.Length);
        Assert.Equal(frame, Assert.Single(StreamReader.Read(bytes)).Frame);
        Assert.Equal(frame, Assert.Single(StreamReader.Read(bytes[..1000], bytes[1000..])).Frame);
        Assert.Equal(frame, Assert.Single(StreamReader.Read(bytes[..^1], bytes[^1..])).Frame);
        Assert.Equal(frame, Assert.Single(StreamReader.Read(bytes.Chunk(1400))).Frame);
        Assert.Equal(frame == Frame.Message ? null : SipParseError.TooLarge, Defect(bytes));
    }

    [Theory]
    [InlineData(SipLimits.HeadBytes, false)]
    [InlineData(SipLimits.HeadBytes + 1, true)]
    public void A_head_that_does_not_end_is_given_up(int length, bool isBroken)
    {
        var reader = new StreamReader();
        reader.Receive(Encoding.UTF8.GetBytes(HeadOf(length, "")));

        Assert.Equal(isBroken, reader.IsBroken);
    }

    [Theory]
    [InlineData(SipLimits.MessageBytes, Frame.Message)]
    [InlineData(SipLimits.MessageBytes + 1, Frame.Broken)]
    public void A_message_has_a_limit(int length, Frame frame)
    {
        var head = Head + $"Content-Length: {length - Head.Length - 26}\r\n\r\n";
        byte[] bytes = [.. Encoding.UTF8.GetBytes(head), .. new byte[length - head.Length]];

        Assert.Equal(frame, Assert.Single(StreamReader.Read(bytes)).Frame);
        Assert.Equal(frame == Frame.Message ? null : SipParseError.TooLarge, Defect(bytes));
    }

    [Fact]
    public void A_message_over_the_limit_is_given_up_before_its_body_comes()
    {
        var head = Encoding.UTF8.GetBytes(Head + $"Content-Length: {SipLimits.MessageBytes}\r\n\r\n");

        Assert.Equal(Frame.Broken, Assert.Single(StreamReader.Read(head)).Frame);
        Assert.Equal(SipParseError.TooLarge, Defect(head));
    }

    [Fact]
    public void What_was_looked_at_is_not_looked_at_again()
    {
        var framer = new SipFramer();
        var bytes = Encoding.UTF8.GetBytes(Head + "l: 0\r\nS: 123456789\r\n");
        Assert.Equal(Frame.Incomplete, framer.Next(bytes, out _));

        // An end that was not there when the framer looked can only be found by looking twice.
        "\r\n\r\n"u8.CopyTo(bytes.AsSpan(Head.Length + 9));
        Assert.Equal(Frame.Incomplete, framer.Next(bytes, out _));
    }

    static SipParseError? Defect(byte[] bytes) =>
        SipParser.TryParseFramed(bytes, out var message, out _) ? message!.Defect : SipParseError.StartLine;

    static string HeadOf(int length, string end)
    {
        var text = new StringBuilder(Head);
        while (text.Length + end.Length + 300 < length)
            text.Append("S: ").Append('x', 295).Append("\r\n");
        text.Append("S: ");
        return text.Append('x', length - text.Length - end.Length - 2).Append("\r\n").Append(end).ToString();
    }
}
