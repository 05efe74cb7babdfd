using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Diversion;
using Rouse.Server.Exchanges;
using Rouse.Server.Forking;
using Rouse.Server.Guard;
using Rouse.Server.Push;
using Rouse.Server.Registrar;
using Rouse.Server.Resolution;
using Rouse.Server.Routing;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;

namespace Rouse.Server;

/// <summary>What of the options can be changed while the server runs, in the parts that their readers see.</summary>
sealed class LiveOptions(ServerOptions options)
{
    public Live<AuthenticationOptions> Auth { get; } = new(options.Auth);

    public Live<TrustOptions> Trust { get; } = new(options.Trust);

    public Live<DiversionOptions> Diversion { get; } = new(options.Diversion);

    public Live<GrantOptions> Grant { get; } = new(GrantOf(options));

    public Live<PushOptions> Push { get; } = new(options.Push);

    public Live<HoldOptions> Hold { get; } = new(HoldOf(options));

    public Live<ForkingOptions> Forking { get; } = new(options.Forking);

    public Live<GuardOptions> Guard { get; } = new(options.Guard);

    public Live<TimelineOptions> Timelines { get; } = new(options.Timelines);

    public Live<IReadOnlyList<RouteOptions>> Routes { get; } = new(options.Routes);

    public Live<ForwardOptions> Forward { get; } = new(options.Forward);

    /// <summary>Does not change.</summary>
    public DnsOptions Dns { get; } = options.Dns;

    public void Set(ServerOptions changed)
    {
        Auth.Set(changed.Auth);
        Trust.Set(changed.Trust);
        Diversion.Set(changed.Diversion);
        Grant.Set(GrantOf(changed));
        Push.Set(changed.Push);
        Hold.Set(HoldOf(changed));
        Forking.Set(changed.Forking);
        Guard.Set(changed.Guard);
        Timelines.Set(changed.Timelines);
        Routes.Set(changed.Routes);
        Forward.Set(changed.Forward);
    }

    static GrantOptions GrantOf(ServerOptions options) => new(options.Registrar, options.Push.Reach);

    static HoldOptions HoldOf(ServerOptions options) => new(options.Push.RingWindow, options.Push.Provisional);
}
