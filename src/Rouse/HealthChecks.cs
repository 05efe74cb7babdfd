using Rouse.Server;
using Rouse.Server.Admin;
using Rouse.Server.Storage;
using Rouse.Server.Transport;
using Rouse.Users;

namespace Rouse;

/// <summary>What <c>/healthz</c> looks at; a part of the server that can fail has its line here.</summary>
static class HealthChecks
{
    /// <summary>Longer than any burst takes that a server recovers from by itself; own decision.</summary>
    static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<HealthCheck> Of(RouseServer server, SipTransports transports, StoreWriter store, ServerAccounts accounts) =>
    [
        new("listeners", () => transports.Listeners.Count == 0 ? "nothing listens for SIP" : null),
        new("run list", () => server.Probe.Waiting >= Stuck ? "events are not handled any more" : null) { IsVital = true },
        new("store", () => store.IsFailing ? "nothing can be written: new phones are refused" : TooSlow(store)),
        new("accounts", () => accounts.Sql is { IsUp: false } ? "the database of the accounts does not answer" : null),
        new("stopping", () => server.IsStopping ? "no new calls are taken" : null),
    ];

    /// <summary>Whether no vital check fails: what <c>/livez</c> and the watchdog of systemd ask.</summary>
    public static bool IsAlive(IEnumerable<HealthCheck> checks) =>
        HealthReport.Of(checks.Where(static check => check.IsVital)).Problems.Count == 0;

    static string? TooSlow(StoreWriter store) =>
        store.Delay >= StoreWriter.TooSlow ? "writing takes too long: new phones are refused" : null;
}
