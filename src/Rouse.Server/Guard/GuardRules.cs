using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>The options as every message needs them: prices in ticks of the clock, networks as numbers.</summary>
sealed class GuardRules
{
    /// <summary>What a source has in advance: the first seconds of an office that comes back; own decision.</summary>
    public static readonly TimeSpan SourceWindow = TimeSpan.FromSeconds(20);

    /// <summary>What a port has in advance; three of Flexisip's <c>time-period</c>, since phones begin with a burst.</summary>
    public static readonly TimeSpan PortWindow = TimeSpan.FromSeconds(10);

    /// <summary>How long a ban is remembered for the length of the next; own decision.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>What is no SIP counts so often; own decision: a device that sends such a thing every second may.</summary>
    const int MalformedWeight = 20;

    /// <summary>A connection counts so often; own decision: 2,000 at once, 100 a second.</summary>
    const int ConnectionWeight = 10;

    /// <summary>A failed handshake counts so often: half a millisecond of work.</summary>
    const int HandshakeWeight = 50;

    /// <summary>How much more the port of registered phones may: some carry a PBX.</summary>
    const int RetainedFactor = 10;

    readonly NetworkSet _trusted;

    public GuardRules(GuardOptions options, TimeProvider time)
    {
        Options = options;
        _trusted = new NetworkSet(options.Trusted);
        SourceMessage = Price(options.MessagesPerSource, time);
        PortMessage = Price(options.MessagesPerPort, time);
        RetainedMessage = PortMessage / RetainedFactor;
        Strangers = new ConnectionCeilings(options.Connections, options.ConnectionsPerSource, options.HandshakesPerSource);
        Bans = new BanLengths(Ticks(options.Ban, time), Ticks(options.MaxBan, time), Ticks(Memory, time));
    }

    public GuardOptions Options { get; }

    public BanLengths Bans { get; }

    /// <summary>For the connections of whom we do not trust; others only share the number of all.</summary>
    public ConnectionCeilings Strangers { get; }

    /// <summary>What a message takes from its source.</summary>
    public long SourceMessage { get; }

    /// <summary>What it takes from its port.</summary>
    public long PortMessage { get; }

    /// <summary>And where bindings live on the flow.</summary>
    public long RetainedMessage { get; }

    public long Malformed => SourceMessage * MalformedWeight;

    public long PortMalformed(bool isRetained) => (isRetained ? RetainedMessage : PortMessage) * MalformedWeight;

    public long Connection => SourceMessage * ConnectionWeight;

    public long FailedHandshake => SourceMessage * HandshakeWeight;

    public bool Trusts(in Sender sender) => _trusted.Contains(sender.Address);

    public static long Ticks(TimeSpan time, TimeProvider clock) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    static long Price(int perSecond, TimeProvider time) => perSecond == 0 ? 0 : time.TimestampFrequency / perSecond;
}
