using Rouse.Protocol.Stun;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as STUN: attributes lie inside, and an answer is a message and no longer than its room.</summary>
static class StunTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        Span<byte> answer = stackalloc byte[StunBinding.MostBytes];
        var length = StunBinding.Answer(data, [192, 0, 2, 7], 5060, answer);
        Invariant.Holds(length == 0 || StunMessage.TryParse(answer[..length], out _));
        if (!StunMessage.TryParse(data, out var message))
            return;
        foreach (var attribute in message)
            Invariant.Holds(attribute.Value.IsEmpty || data.Overlaps(attribute.Value));
        Invariant.Holds(!message.IsFingerprintRight || message.HasFingerprint);
        MessageIntegrity.IsRight(message, "key"u8);
        Span<byte> address = stackalloc byte[16];
        Invariant.Holds(!message.TryGetMappedAddress(address, out var bytes, out _) || bytes is 4 or 16);
    }
}
