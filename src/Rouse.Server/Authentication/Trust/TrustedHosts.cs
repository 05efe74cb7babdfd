using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication.Trust;

/// <summary>
/// The addresses of trusted hosts that are given by name, looked up beside the packets. While a name cannot be looked up its last addresses
/// stay: a name server that is down must not turn a trunk away.
/// </summary>
sealed class TrustedHosts : IDisposable
{
    /// <summary>How often names are looked up. Own decision: most operators' records live about as long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long one look may take; own decision: the resolvers of systems give up after 5 … 30 s.</summary>
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    readonly Live<TrustOptions> _options;
    readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly ITimer _timer;
    readonly Lock _lock = new();
    volatile Known _known = new([], []);

    /// <param name="options"><c>[trust]</c>; the names may change.</param>
    /// <param name="time">Of the looks.</param>
    /// <param name="log">One line for each name that cannot be looked up.</param>
    /// <param name="lookUp">Null asks the system.</param>
    public TrustedHosts(
        Live<TrustOptions> options, TimeProvider time, ILogger log, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
    {
        _options = options;
        _time = time;
        _log = log;
        _lookUp = lookUp ?? Dns.GetHostAddressesAsync;
        _timer = time.CreateTimer(static hosts => _ = ((TrustedHosts)hosts!).LookAsync(), this, TimeSpan.Zero, Interval);
    }

    /// <param name="address">An IPv4 one as mapped one.</param>
    public bool Has(UInt128 address)
    {
        // A name that a reload took away counts no more, and one that it added is not waited for.
        if (!ReferenceEquals(_known.Hosts, _options.Current.Hosts))
            _ = LookAsync();
        return _known.Addresses.Contains(address);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Looks all names up, each for itself: one that fails or takes long keeps what it had, and no other waits for it.</summary>
    internal Task LookAsync()
    {
        var hosts = _options.Current.Hosts;
        lock (_lock)
            _known = _known.Only(hosts);
        return Task.WhenAll(hosts.Select(LookUpAsync));
    }

    async Task LookUpAsync(string host)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        try
        {
            var addresses = await _lookUp(host, deadline.Token);
            lock (_lock)
                _known = _known.With(host, addresses);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ArgumentException)
        {
            TrustLog.NotFound(_log, host, failure.Message);
        }
    }

    sealed record Known(IReadOnlyList<string> Hosts, Dictionary<string, IPAddress[]> ByName)
    {
        public HashSet<UInt128> Addresses { get; } =
            [.. ByName.Values.SelectMany(static addresses => addresses).Select(static address => Sender.Of(address, 0).Address)];

        public Known Only(IReadOnlyList<string> hosts) =>
            new(hosts, ByName.Where(known => hosts.Contains(known.Key)).ToDictionary());

        // The answer may come after a reload that took the name away.
        public Known With(string host, IPAddress[] addresses) =>
            Hosts.Contains(host) ? new(Hosts, new(ByName) { [host] = addresses }) : this;
    }
}

static partial class TrustLog
{
    [LoggerMessage(11, LogLevel.Warning, "[trust] hosts: {Host} cannot be looked up ({Why}); what was known of it holds")]
    public static partial void NotFound(ILogger log, string host, string why);
}
