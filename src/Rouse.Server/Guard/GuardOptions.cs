using System.Net;

namespace Rouse.Server.Guard;

/// <summary><c>[guard]</c>: how much one source may do. Zero of a number: without limit.</summary>
public sealed record GuardOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Networks that are never banned: peers that send for many. Whoever sends from this machine could also end the server.
    /// </summary>
    public IReadOnlyList<IPNetwork> Trusted { get; init; } = [new(IPAddress.Parse("127.0.0.0"), 8), new(IPAddress.IPv6Loopback, 128)];

    /// <summary>
    /// Messages a second of one source in which nobody is registered, twenty seconds' worth at once. Own decision: an office of 500 phones
    /// behind one address that all come back after a power cut sends some 40 each within that time, which is 20,000.
    /// </summary>
    public int MessagesPerSource { get; init; } = 1_000;

    /// <summary>
    /// Messages a second of one port or connection, ten seconds' worth at once. Flexisip's <c>packet-rate-limit</c> is 20, over three
    /// seconds; a PBX that registers as one user sends eight messages a call, so 50 leave it six calls a second. Where phones are
    /// registered it is ten times as much.
    /// </summary>
    public int MessagesPerPort { get; init; } = 50;

    /// <summary>The first ban; each of the same source within a day is twice as long. Flexisip's <c>ban-time</c>.</summary>
    public TimeSpan Ban { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest. An hour, because many may share an address, and the next owner of it has done nothing.</summary>
    public TimeSpan MaxBan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Connections that may be open. Own decision: 100,000 idle ones fit into 200 MB.</summary>
    public int Connections { get; init; } = 100_000;

    /// <summary>Of one source. Own decision: an office of 500 phones may hold each of them four times when its network changes.</summary>
    public int ConnectionsPerSource { get; init; } = 2_000;

    /// <summary>
    /// TLS handshakes that one source may have under way. Own decision: half of the places (ADR 0017), so that nobody takes all, and 500
    /// phones come back at once.
    /// </summary>
    public int HandshakesPerSource { get; init; } = 500;

    /// <summary>
    /// REGISTERs a minute of one account. Own decision: twelve contacts (<c>registrar.max_contacts</c>) that lose and find their network
    /// every six seconds.
    /// </summary>
    public int RegistersPerAccount { get; init; } = 120;
}
