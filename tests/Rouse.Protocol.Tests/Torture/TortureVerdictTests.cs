using System.Security.Cryptography;
using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Torture;

/// <summary>Every message of RFC 4475 and RFC 5118 through parser, framer and syntax check.</summary>
public sealed class TortureVerdictTests
{
    public static TheoryData<string> Names => [.. TortureMessage.All.Keys];

    [Fact]
    public void Every_message_has_a_verdict_and_every_verdict_a_message()
    {
        var files = Directory.EnumerateFiles(TortureMessage.Folder, "*.dat", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(62, TortureMessage.All.Count);
        Assert.Equal(TortureMessage.All.Keys.Order(), files.Order());
        Assert.Equal(TortureMessage.All.Keys.Order(), Verdicts.Datagram.Keys.Order());
        Assert.Subset(TortureMessage.All.Keys.ToHashSet(), Verdicts.Stream.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bytes_are_those_of_the_archive(string name)
    {
        var message = TortureMessage.All[name];

        Assert.Equal(message.Sha256, Convert.ToHexStringLower(SHA256.HashData(message.Bytes)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_is_one_that_the_RFC_allows_or_has_a_reason(string name)
    {
        var message = TortureMessage.All[name];
        var verdict = Verdicts.Datagram[name];

        if (message.Parse == "either" || (message.Parse == "accept" && verdict.Status != 0 && !message.Codes.Contains(verdict.Status)))
            Assert.NotNull(verdict.Reason);
        if (message.Parse == "reject" && verdict.Status > 0 && message.IsRequest)
            Assert.Contains(verdict.Status, message.Codes);
        if (message.Parse == "reject")
            Assert.NotEqual(0, verdict.Status);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_datagram_gets_its_verdict(string name)
    {
        var bytes = TortureMessage.All[name].Bytes;

        Assert.Equal(Verdicts.Datagram[name].Status, Judge(SipParser.TryParseDatagram(bytes, out var message, out _), message));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_datagram_with_bare_line_feeds_gets_the_same_verdict(string name)
    {
        // Only the head is changed: the body's bytes are counted by Content-Length.
        var bytes = TortureMessage.All[name].Bytes;
        var head = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        byte[] changed = [.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes, 0, head).Replace("\r\n", "\n")), .. bytes[head..]];

        Assert.Equal(Verdicts.Datagram[name].Status, Judge(SipParser.TryParseDatagram(changed, out var message, out _), message));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_is_cut_into_its_frames(string name)
    {
        var pending = TortureMessage.All[name].Bytes.AsMemory();
        var framer = new SipFramer();
        var frames = new List<Frame>();
        while (!pending.IsEmpty)
        {
            var frame = framer.Next(pending.Span, out var length);
            frames.Add(frame);
            if (frame == Frame.Message && frames.Count == 1)
                Assert.Equal(Verdicts.Datagram[name].Status, JudgeFramed(pending[..length]));
            if (frame == Frame.Broken)
                Assert.NotEqual(0, JudgeFramed(pending[..length]));
            if (frame is Frame.Broken or Frame.Incomplete)
                break;
            pending = pending[length..];
        }

        Assert.Equal(Verdicts.Stream.GetValueOrDefault(name, [Frame.Message]), frames);
    }

    static int JudgeFramed(ReadOnlyMemory<byte> bytes) => Judge(SipParser.TryParseFramed(bytes, out var message, out _), message);

    static int Judge(bool parsed, SipMessage? message) => parsed ? Wire.Check(message!)?.Status ?? 0 : Verdict.Drop;
}
