using System.Diagnostics;
using System.Globalization;
using System.Net;
using Rouse.Soak.Others;
using Rouse.Soak.Server;

namespace Rouse.Soak.Flood;

/// <summary>
/// Floods a server from one source, in eight ways one after the other, while others register: each of those is answered within its own
/// retransmissions, the source is banned, and the server does not grow. On loopback, whose addresses are sources like any other here.
/// </summary>
sealed class FloodSoak(SoakArguments arguments)
{
    /// <summary>Rates, and ports that they come from: a single one is cut by itself, of many the source is.</summary>
    static readonly (int PerSecond, int Ports)[] Floods = [(20_000, 1), (100_000, 256)];

    /// <summary>What the server may grow after the first of them; own decision, about what its heap varies by.</summary>
    const long MaxGrowthBytes = 64 << 20;

    readonly ServerFolder _folder = new(Bystanders.UserNames, "http://127.0.0.1:9/", """
        [guard]
        trusted = ["192.0.2.0/24"]
        """);

    long _firstBytes;

    /// <summary>0: every promise was kept; 1: one was not, and the report is printed.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine($"flood soak: {arguments.Seconds} s each, seed {arguments.Seed}, {_folder.Path}");
        try
        {
            await using var server = RouseProcess.Start(_folder, authenticates: true);
            await server.ReadyAsync();
            var number = 0;
            foreach (var (perSecond, ports) in Floods)
            {
                foreach (var kind in FloodMessages.Kinds)
                    await FloodAsync(server, new(kind, perSecond, ports, IPAddress.Parse($"127.0.0.{66 + number++}")));
            }
        }
        catch (ViolationException violation)
        {
            Console.WriteLine($"VIOLATION: {violation.Message}\nlog: {_folder.Log}");
            return 1;
        }
        if (!arguments.Keeps)
            _folder.Delete();
        return 0;
    }

    async Task FloodAsync(RouseProcess server, Attack attack)
    {
        await using var others = new Bystanders(_folder);
        others.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
        var (_, busyBefore) = server.Cost();
        var clock = Stopwatch.StartNew();
        long sent;
        using (var flooder = new Flooder(
            attack.Source, attack.Ports, FloodMessages.Of(attack.Kind, arguments.Seed), attack.PerSecond, _folder.Sip))
        {
            await Task.Delay(TimeSpan.FromSeconds(arguments.Seconds));
            flooder.Stop();
            sent = flooder.Sent;
        }
        var elapsed = clock.Elapsed;
        var (bytes, busy) = server.Cost();
        var figures = await others.FinishAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{attack.Kind,-8} {sent / elapsed.TotalSeconds,7:0}/s from {attack.Ports,3} ports: {figures}; "
            + $"server {(busy - busyBefore) / elapsed:0%} of a processor, {bytes >> 20} MB"));
        await CheckAsync(server, attack, figures, bytes);
    }

    async Task CheckAsync(RouseProcess server, Attack attack, BystanderFigures figures, long bytes)
    {
        if (!server.IsAlive)
            throw new ViolationException("the server is gone");
        if (figures.Unserved > 0)
            throw new ViolationException($"{figures.Unserved} REGISTERs of others were not answered");
        var bans = await AdminHttp.GetAsync<BanAnswer>(_folder, "bans?count=1000");
        if (!bans.Bans.Any(ban => ban.Source.StartsWith(attack.Source.ToString(), StringComparison.Ordinal)))
            throw new ViolationException($"{attack.Source} is not banned");
        if (bans.Bans.FirstOrDefault(ban => ban.Source.StartsWith("127.0.1.", StringComparison.Ordinal)) is { } innocent)
            throw new ViolationException($"{innocent.Source} is banned, which did nothing");
        _firstBytes = _firstBytes == 0 ? bytes : _firstBytes;
        if (bytes - _firstBytes > MaxGrowthBytes)
            throw new ViolationException($"the server grew from {_firstBytes >> 20} to {bytes >> 20} MB");
    }

    sealed record Attack(string Kind, int PerSecond, int Ports, IPAddress Source);

    sealed record BanAnswer(IReadOnlyList<ToldBan> Bans);

    sealed record ToldBan(string Source);
}
