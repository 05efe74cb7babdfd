using static Rouse.Interop.Parts.NetworkCommand;

namespace Rouse.Interop.Parts;

/// <summary>
/// A home router between phones and the server: only what a phone has asked for comes in, and only to the port that was given to it. A
/// namespace with a virtual cable to this machine, and one to each phone. Needs root.
/// </summary>
internal sealed class NatRouter : IAsyncDisposable
{
    private static int _count;

    private readonly string _name = $"nat{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
    private readonly List<string> _phones = [];
    private readonly int _cable;

    private NatRouter(int cable) => _cable = cable;

    /// <summary>
    /// The machine's end of the first cable. 198.18.0.0/15 is for network tests (RFC 2544), so it is no private address; its third byte
    /// keeps runs apart.
    /// </summary>
    public static string ServerAddress { get; } = Address(1);

    private string Gateway => Address((4 * _cable) + 1);

    private string Public => Address((4 * _cable) + 2);

    /// <param name="cable">0 for the first router of a scene, 1 for the second.</param>
    public static async Task<NatRouter> Create(int cable)
    {
        var router = new NatRouter(cable);
        await Ip("netns", "add", router._name);
        try
        {
            await router.Install();
            return router;
        }
        catch
        {
            await Ip("netns", "delete", router._name);
            throw;
        }
    }

    /// <summary>Words that start a program behind it. The first phone of each router has the same address, 10.99.1.2.</summary>
    public async Task<IReadOnlyList<string>> AddPhone()
    {
        var number = _phones.Count + 1;
        var (phone, port, network) = ($"{_name}-{number}", $"lan{number}", $"10.99.{number}");
        await Ip("netns", "add", phone);
        _phones.Add(phone);
        await Ip("link", "add", port, "netns", _name, "type", "veth", "peer", "name", "eth0", "netns", phone);
        await Ip("-n", _name, "address", "add", $"{network}.1/24", "dev", port);
        await Ip("-n", _name, "link", "set", port, "up");
        await Ip("-n", phone, "address", "add", $"{network}.2/24", "dev", "eth0");
        await Ip("-n", phone, "link", "set", "lo", "up");
        await Ip("-n", phone, "link", "set", "eth0", "up");
        await Ip("-n", phone, "route", "add", "default", "via", $"{network}.1");
        return ["ip", "netns", "exec", phone];
    }

    /// <summary>To those who ask from now on.</summary>
    public async Task GivesPorts(int first, int last)
    {
        await In(_name, "nft", "flush", "chain", "ip", "nat", "out");
        await In(_name, "nft", $"add rule ip nat out oifname wan meta l4proto {{ tcp, udp }} masquerade to :{first}-{last}");
    }

    /// <summary>
    /// Every mapping is gone: what the server sends arrives nowhere, and what a phone sends comes from another port. (The kernel forgets
    /// the mappings of an address that goes.)
    /// </summary>
    public async Task Forgets(int first = 30000, int last = 30999)
    {
        await GivesPorts(first, last);
        await Ip("-n", _name, "address", "delete", $"{Public}/30", "dev", "wan");
        await Connect();
    }

    /// <summary>The cable first: the kernel takes its time with a namespace.</summary>
    public async ValueTask DisposeAsync()
    {
        await Ip("link", "delete", _name);
        foreach (var phone in _phones)
            await Ip("netns", "delete", phone);
        await Ip("netns", "delete", _name);
    }

    private async Task Install()
    {
        await Ip("link", "add", _name, "type", "veth", "peer", "name", "wan", "netns", _name);
        await Ip("address", "add", $"{Gateway}/30", "dev", _name);
        await Ip("link", "set", _name, "up");
        await Ip("-n", _name, "link", "set", "lo", "up");
        await Ip("-n", _name, "link", "set", "wan", "up");
        await Connect();
        await In(_name, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        // What comes too early is dropped without a trace, as by most routers.
        await In(_name, "nft", """
            table ip nat {
              chain out { type nat hook postrouting priority srcnat; }
            }
            table ip filter {
              chain known { iifname != "wan" accept; ct state established,related accept; }
              chain input { type filter hook input priority filter; policy drop; jump known; }
              chain forward { type filter hook forward priority filter; policy drop; jump known; }
            }
            """);
        await GivesPorts(20000, 20999);
    }

    private async Task Connect()
    {
        await Ip("-n", _name, "address", "add", $"{Public}/30", "dev", "wan");
        await Ip("-n", _name, "route", "add", "default", "via", Gateway);
    }

    private static string Address(int host) => $"198.19.{Environment.ProcessId % 250}.{host}";
}
