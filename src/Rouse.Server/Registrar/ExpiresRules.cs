using System.Buffers.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Registrar;

/// <summary>How long a contact is bound (RFC 3261 §10.3 step 7).</summary>
static class ExpiresRules
{
    /// <summary>Clients keep the time in 32-bit milliseconds, which end after 24.8 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>The most that a contact is kept for MESSAGEs; own decision: what is older than a month nobody waits for.</summary>
    public static readonly TimeSpan LongestForMessages = TimeSpan.FromDays(30);

    // Only a wish below one hour may be refused (RFC 3261 §10.3 step 7).
    static readonly TimeSpan NeverTooBrief = TimeSpan.FromHours(1);

    static readonly TimeSpan Malformed = TimeSpan.FromSeconds(3600);

    /// <summary>What the phone asks for: the contact's own parameter, else the Expires header, else <paramref name="otherwise"/>.</summary>
    public static TimeSpan Asked(ParameterList contact, ReadOnlySpan<byte> header, TimeSpan otherwise)
    {
        if (contact.TryGet("expires"u8, out var value))
            return Read(value.Span);
        return header.IsEmpty ? otherwise : Read(header);
    }

    /// <summary>
    /// How long the phone wants MESSAGEs, also when its registration has ended: <c>message-expires</c>, as Flexisip has it. What is no
    /// number is no wish.
    /// </summary>
    public static TimeSpan ForMessages(ParameterList contact)
    {
        if (!contact.TryGet("message-expires"u8, out var value) || !Utf8Parser.TryParse(value.Span, out uint seconds, out var length)
            || length != value.Length)
            return TimeSpan.Zero;
        return Min(TimeSpan.FromSeconds(seconds), LongestForMessages);
    }

    /// <summary>
    /// Seconds; what is no number counts as one hour (RFC 3261 §20.10, §20.19), what is too large for one as the largest.
    /// </summary>
    public static TimeSpan Read(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Malformed;
        return TimeSpan.FromSeconds(Utf8Parser.TryParse(value, out uint seconds, out _) ? seconds : uint.MaxValue);
    }

    /// <summary>
    /// What is granted; false when it is too brief. A phone that can be pushed cannot refresh in its sleep and must not be pushed after it
    /// expired (RFC 8599 §5.5), so it gets <paramref name="reach"/> even when it asks for less; zero treats it as every other.
    /// </summary>
    public static bool TryGrant(TimeSpan asked, TimeSpan reach, RegistrarOptions options, out TimeSpan granted)
    {
        if (reach > TimeSpan.Zero)
        {
            granted = Min(Longest, asked > reach ? asked : reach);
            return true;
        }
        if (options.ForceExpires > TimeSpan.Zero)
        {
            granted = options.ForceExpires;
            return true;
        }
        granted = Min(asked, options.MaxExpires);
        return asked >= options.MinExpires || asked >= NeverTooBrief;
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
