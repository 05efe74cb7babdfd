using Rouse.Fuzz;
using Rouse.Protocol.Sip;

namespace Rouse.Soak.Hostile;

/// <summary>Good messages, damaged until they are bad ones; the same seed gives the same.</summary>
sealed class MalformedMessages(int seed)
{
    /// <summary>What fits into a datagram on loopback with its headers.</summary>
    const int MaxBytes = 65_000;

    readonly Mutator _mutator = new(seed, Seeds.Messages);

    public byte[] Next()
    {
        while (true)
        {
            var message = _mutator.Next();
            if (message.Length is > 0 and <= MaxBytes && IsMalformed(message))
                return message;
        }
    }

    static bool IsMalformed(byte[] bytes) =>
        !SipParser.TryParseDatagram(bytes, out var message, out var error) || error is not null
        || (message is SipRequest request ? SipSyntax.Check(request) : SipSyntax.Check((SipResponse)message!)) is not null;
}
