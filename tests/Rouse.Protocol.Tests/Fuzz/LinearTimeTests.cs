using System.Diagnostics;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Fuzz;

/// <summary>
/// A megabyte of what parsers stumble over, read in time that grows with its length: that takes milliseconds; the square of it takes
/// minutes, and seconds even where a vector instruction does the looking.
/// </summary>
public sealed class LinearTimeTests
{
    const int Length = 1 << 20;

    const string Start =
        "OPTIONS sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n";

    static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Patterns =>
    [
        ";", ",", "<", ">", "\"", "\\", ":", "@", "[", "=", " ", "a", "\"\\", ";\"", ",\"", ",<", "<\"", ";a=\"\\", "a,", "\r\n ", "\r",
        "\r\n", "\n", "\r\na:", "\r\nv:a,", "\r\nl:0",
    ];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_value_is_read_in_linear_time(string pattern)
    {
        Within(Value("sip:a@b", pattern), bytes => SipUri.TryParse(bytes, out _));
        Within(Value("", pattern), bytes => NameAddress.TryParse(bytes, out _));
        Within(Value("\"", pattern), bytes => NameAddress.TryParse(bytes, out _));
        Within(Value("<sip:a@b>", pattern), bytes => NameAddress.TryParse(bytes, out var address) && address.Parameters.IsWellFormed);
        Within(Value("SIP/2.0/UDP a", pattern), bytes => Via.TryParse(bytes, out var via) && via.HasMagicCookie);
        Within(Value(";a=", pattern), bytes => new ParameterList(bytes).Contains("b"u8));
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_message_is_read_in_linear_time(string pattern)
    {
        Within(Value("", pattern), Read);
        Within(Value("OPTIONS ", pattern), Read);
        foreach (var name in new[] { "Contact", "Via", "To", "Subject", "Content-Length" })
            Within(Value($"{Start}{name}: ", pattern), Read);
    }

    static bool Read(byte[] bytes)
    {
        if (SipParser.TryParseDatagram(bytes, out var message, out _))
        {
            SipSyntax.Check((SipRequest)message!);
            SipWriter.Write(new OutgoingMessage(message!));
        }
        var framer = new SipFramer();
        for (var rest = bytes.AsSpan(); framer.Next(rest, out var length) is Frame.Message or Frame.Ping or Frame.Blank;)
            rest = rest[length..];
        return message is not null;
    }

    static byte[] Value(string start, string pattern)
    {
        var bytes = new byte[Length];
        var written = Encoding.ASCII.GetBytes(start, bytes);
        for (var i = written; i < Length - 4; i++)
            bytes[i] = (byte)pattern[(i - written) % pattern.Length];
        "\r\n\r\n"u8.CopyTo(bytes.AsSpan(Length - 4));
        return bytes;
    }

    static void Within(byte[] bytes, Func<byte[], bool> read)
    {
        // The best of some, for a machine that is busy with something else.
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5 && best > Bound; i++)
        {
            var started = Stopwatch.GetTimestamp();
            read(bytes);
            best = Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < best ? elapsed : best;
        }

        Assert.InRange(best, TimeSpan.Zero, Bound);
    }
}
