using Rouse.Server.Admin;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Diversion;
using Rouse.Server.Forking;
using Rouse.Server.Guard;
using Rouse.Server.Push;
using Rouse.Server.Records;
using Rouse.Server.Registrar;
using Rouse.Server.Resolution;
using Rouse.Server.Routing;
using Rouse.Server.Storage;
using Rouse.Server.Telemetry;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server;

/// <summary>Everything that can be set; one property per section of <c>rouse.toml</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>What we are responsible for; empty: every own address and the host name.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>5060 is SIP's port (RFC 3261 §19.1.2).</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } =
    [
        new() { Transport = SipTransport.Udp, Port = 5060 },
        new() { Transport = SipTransport.Tcp, Port = 5060 },
    ];

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Host that Via, Record-Route and Path show; null: the bound address.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Folder of keys, users and (later) databases; made with mode 0700.</summary>
    public string Data { get; init; } = "data";

    /// <summary>
    /// How long a stop waits for what is held or on its way. 20 s: most phones that were woken have come by then, and service managers wait
    /// longer (systemd 90 s).
    /// </summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(20);

    public AuthenticationOptions Auth { get; init; } = new();

    public TrustOptions Trust { get; init; } = new();

    public RegistrarOptions Registrar { get; init; } = new();

    public ForkingOptions Forking { get; init; } = new();

    public DiversionOptions Diversion { get; init; } = new();

    public RecordOptions Records { get; init; } = new();

    public PushOptions Push { get; init; } = new();

    /// <summary>In the order in which they are looked at.</summary>
    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    public ForwardOptions Forward { get; init; } = new();

    public DnsOptions Dns { get; init; } = new();

    public GuardOptions Guard { get; init; } = new();

    public AdminOptions Admin { get; init; } = new();

    public StoreOptions Store { get; init; } = new();

    public TimelineOptions Timelines { get; init; } = new();

    public LogOptions Log { get; init; } = new();
}
