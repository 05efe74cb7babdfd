using Rouse.Server;
using Rouse.Server.Admin;
using Rouse.Server.Transport;

namespace Rouse;

/// <summary>What <c>/healthz</c> looks at; a part of the server that can fail has its line here.</summary>
static class HealthChecks
{
    /// <summary>Longer than any burst takes that a server recovers from by itself; own decision.</summary>
    static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    /// <summary>Whether no vital check fails: what <c>/livez</c> and the watchdog of systemd ask.</summary>
    public static bool IsAlive(RouseServer server, SipTransports transports) =>
        HealthReport.Of(Of(server, transports).Where(static check => check.IsVital)).Problems.Count == 0;

    public static IReadOnlyList<HealthCheck> Of(RouseServer server, SipTransports transports) =>
    [
        new("listeners", () => transports.Listeners.Count == 0 ? "nothing listens for SIP" : null),
        new("run list", () => server.Probe.Waiting >= Stuck ? "events are not handled any more" : null) { IsVital = true },
    ];
}
