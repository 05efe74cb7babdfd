using System.Globalization;
using Rouse.Soak.Others;
using Rouse.Soak.Server;

namespace Rouse.Soak.Hostile;

/// <summary>
/// Sends a server malformed messages, half over UDP and half over TCP, while others register: it lives, logs no error, does not grow, and
/// serves everybody else. The guard is off, so that all of them are read.
/// </summary>
sealed class HostileSoak(SoakArguments arguments)
{
    /// <summary>In so many parts; after each the server's memory is looked at. The first warms it up.</summary>
    const int Parts = 10;

    /// <summary>What the server may grow after the first of them; own decision, about what its heap varies by.</summary>
    const long MaxGrowthBytes = 64 << 20;

    readonly ServerFolder _folder = new(Bystanders.UserNames, "http://127.0.0.1:9/", """
        [guard]
        enabled = false
        """);

    /// <summary>0: every promise was kept; 1: one was not, and the report is printed.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine($"hostile soak: {arguments.Messages} messages, seed {arguments.Seed}, {_folder.Path}");
        try
        {
            await using var server = RouseProcess.Start(_folder, authenticates: true);
            await server.ReadyAsync();
            await AttackAsync(server);
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

    async Task AttackAsync(RouseProcess server)
    {
        await using var others = new Bystanders(_folder);
        others.Start();
        var udp = new UdpAttacker(new MalformedMessages(arguments.Seed), _folder.Sip);
        var tcp = new TcpAttacker(new MalformedMessages(arguments.Seed + 1), _folder.Sip);
        var count = Math.Max(1, arguments.Messages / Parts / 2);
        var first = 0L;
        for (var part = 0; part < Parts; part++)
        {
            await Task.WhenAll(Task.Run(() => udp.SendAsync(count)), Task.Run(() => tcp.SendAsync(count)));
            var (bytes, _) = server.Cost();
            if (!server.IsAlive)
                throw new ViolationException("the server is gone");
            first = part == 0 ? bytes : first;
            if (bytes - first > MaxGrowthBytes)
                throw new ViolationException($"the server grew from {first >> 20} to {bytes >> 20} MB");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {udp.Sent:#,0} over UDP, {tcp.Sent:#,0} over {tcp.Connections:#,0} connections; {bytes >> 20} MB"));
        }
        udp.Dispose();
        tcp.Dispose();
        var figures = await others.FinishAsync();
        Console.WriteLine(figures);
        if (figures.Unserved > 0)
            throw new ViolationException($"{figures.Unserved} REGISTERs of others were not answered");
        await CheckRestAsync();
    }

    async Task CheckRestAsync()
    {
        if (await AdminHttp.MetricAsync(_folder, "rouse_exchanges_failed_total") is > 0 and var failed)
            throw new ViolationException($"{failed} requests failed in the server");
        var errors = File.ReadLines(_folder.Log).Where(line => line.Split(' ', 4) is [_, _, "error", _]).Take(3).ToList();
        if (errors.Count > 0)
            throw new ViolationException($"the server logged errors\n{string.Join('\n', errors)}");
    }
}
