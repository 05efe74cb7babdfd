using Rouse.Protocol.Sip;
using Rouse.Protocol.Tests.Stun;
using Rouse.Protocol.Tests.Torture;

namespace Rouse.Protocol.Tests.Fuzz;

/// <summary>A short run of every fuzz target with fixed seeds; hostile bytes never throw.</summary>
public sealed class FuzzTests
{
    const int Messages = 10_000;
    const int Values = 30_000;

    delegate void Target(ReadOnlySpan<byte> data);

    static readonly byte[][] MessageCorpus = [.. TortureMessage.All.Values.Select(m => m.Bytes), .. ClientMessages.All.Values];

    // Most damage to a whole message ends at its first defect: these get to the end.
    static readonly byte[][] ValueCorpus = [.. MessageCorpus.SelectMany(ValuesOf)];

    [Fact]
    public void Any_datagram_is_survived() => Run(ParserTarget.Run, new Mutator(1, MessageCorpus), Messages);

    [Fact]
    public void Any_stream_is_survived() => Run(FramerTarget.Run, new Mutator(2, MessageCorpus), Messages);

    [Fact]
    public void What_is_accepted_can_be_written_and_read_again() => Run(RoundTripTarget.Run, new Mutator(3, MessageCorpus), Messages);

    [Fact]
    public void Any_message_can_be_edited()
    {
        var mutator = new Mutator(4, MessageCorpus);
        for (var i = 0; i < Messages; i++)
            Run(EditsTarget.Run, [.. mutator.Bytes(8), .. mutator.Next()]);
    }

    [Fact]
    public void Any_URI_is_survived() => Run(UriTarget.Run, new Mutator(5, ValueCorpus), Values);

    [Fact]
    public void Any_address_is_survived() => Run(NameAddressTarget.Run, new Mutator(6, ValueCorpus), Values);

    [Fact]
    public void Any_Via_is_survived() => Run(ViaTarget.Run, new Mutator(7, ValueCorpus), Values);

    [Fact]
    public void Any_parameters_are_survived() => Run(ParameterListTarget.Run, new Mutator(8, ValueCorpus), Values);

    [Fact]
    public void Any_STUN_is_survived() => Run(StunTarget.Run, new Mutator(9, StunVector.All.Select(v => v.Bytes).ToArray()), Values);

    [Fact]
    public void The_corpus_itself_is_survived()
    {
        foreach (var message in MessageCorpus)
        {
            for (var cut = 0; cut <= message.Length; cut += 7)
                Run(ParserTarget.Run, message[..cut]);
            Run(FramerTarget.Run, message);
            Run(RoundTripTarget.Run, message);
        }
    }

    static void Run(Target target, Mutator mutator, int count)
    {
        for (var i = 0; i < count; i++)
            Run(target, mutator.Next());
    }

    static void Run(Target target, byte[] data)
    {
        var exception = Record.Exception(() => target(data));

        if (exception is not null)
            Assert.Fail($"{exception}\ninput: {Convert.ToHexString(data)}\n{Wire.Text(data)}");
    }

    static IEnumerable<byte[]> ValuesOf(byte[] bytes)
    {
        if (!SipParser.TryParseDatagram(bytes, out var message, out _))
            yield break;
        if (message is SipRequest request)
            yield return request.RequestUri.ToArray();
        for (var i = 0; i < message!.Headers.Count; i++)
            yield return message.Headers.Value(i).ToArray();
    }
}
