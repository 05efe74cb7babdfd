using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Protocol.Tests.Torture;

namespace Rouse.Protocol.Tests.Sip;

/// <summary>What the path of every message allocates: the message and its index when it is parsed, nothing when it is read.</summary>
public sealed class SipAllocationTests
{
    const int Runs = 200;

    // Message object and array header.
    const int MessageBytes = 150;

    static readonly Dictionary<string, byte[]> Messages = new()
    {
        ["INVITE"] = ClientMessages.All["linphone-invite-at-callee"],
        ["REGISTER"] = ClientMessages.All["linphone-register-authenticated"],
        ["200"] = ClientMessages.All["linphone-200"],
        ["IPv6"] = TortureMessage.All["ipv6-good"].Bytes,
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parsing_allocates_the_message_and_its_index(string name)
    {
        var bytes = Messages[name];
        var fields = Wire.Message(bytes).Headers.Count;
        var perField = System.Runtime.CompilerServices.Unsafe.SizeOf<HeaderField>();

        Assert.InRange(Allocated(() => SipParser.TryParseDatagram(bytes, out _, out _)), 1, MessageBytes + fields * perField);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Checking_a_message_allocates_nothing(string name)
    {
        var message = Wire.Message(Messages[name]);

        Assert.Equal(0, Allocated(() => Wire.Check(message) is null && message.TryGetTopVia(out _) && message.TryGetCSeq(out _)));
        Assert.Equal(0, Allocated(() => message.FromTag.Length + message.ToTag.Length > 0));
    }

    [Fact]
    public void A_transaction_key_allocates_nothing()
    {
        var request = (SipRequest)Wire.Message(ClientMessages.All["linphone-invite"]);

        Assert.Equal(0, Allocated(() => TransactionKey.Of(request, 1) == default));
    }

    [Fact]
    public void Framing_allocates_nothing()
    {
        var framer = new SipFramer();
        var bytes = ClientMessages.All["linphone-invite"];

        Assert.Equal(0, Allocated(() => framer.Next(bytes, out _) == Frame.Message));
    }

    [Fact]
    public void A_response_allocates_its_bytes()
    {
        var request = (SipRequest)Wire.Message(ClientMessages.All["linphone-invite"]);
        var length = new ResponseBuilder(request, 180, null, default, "tag"u8).ToArray().Length;

        var allocated = Allocated(() => new ResponseBuilder(request, 180, null, default, "tag"u8).ToArray().Length > 0);
        Assert.InRange(allocated, length, length + 32);
    }

    [Fact]
    public void Writing_without_edits_allocates_its_bytes()
    {
        var outgoing = new OutgoingMessage(Wire.Message(ClientMessages.All["linphone-invite"]));
        var length = SipWriter.Write(outgoing).Length;

        Assert.InRange(Allocated(() => SipWriter.Write(outgoing).Length > 0), length, length + 32);
    }

    // Per run, the least of some: the first ones pay for statics and the compiler's tiers.
    static long Allocated(Func<bool> action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
