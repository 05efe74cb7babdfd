using static Rouse.Interop.Parts.NetworkCommand;

namespace Rouse.Interop.Parts;

/// <summary>
/// A network of its own for one phone: a namespace with a virtual cable to this machine and nowhere else. Needs root.
/// When its address changes the old connection dies without a word, as from Wi-Fi to a mobile network: the server still sees it open.
/// </summary>
internal sealed class PhoneNetwork : IAsyncDisposable
{
    private static int _count;

    /// <summary>An interface's name has 15 characters at most.</summary>
    private readonly string _name = $"phone{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
    private int _host = 2;

    private PhoneNetwork()
    {
    }

    /// <summary>The machine's end of the cable. 198.18.0.0/15 is for network tests (RFC 2544); its third byte keeps runs apart.</summary>
    public static string ServerAddress { get; } = Address(1);

    /// <summary>Starts a program in this network, with the same process id.</summary>
    public IReadOnlyList<string> Launcher => ["ip", "netns", "exec", _name];

    public static async Task<PhoneNetwork> Create()
    {
        var network = new PhoneNetwork();
        var (name, cable) = (network._name, network._name);
        await Ip("netns", "add", name);
        await Ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
        await Ip("address", "add", $"{ServerAddress}/24", "dev", cable);
        await Ip("link", "set", cable, "up");
        await Ip("-n", name, "link", "set", "lo", "up");
        await Ip("-n", name, "link", "set", "eth0", "up");
        await Ip("-n", name, "address", "add", $"{Address(network._host)}/24", "dev", "eth0");
        return network;
    }

    public async Task ChangeAddress()
    {
        await Ip("-n", _name, "address", "delete", $"{Address(_host)}/24", "dev", "eth0");
        _host++;
        await Ip("-n", _name, "address", "add", $"{Address(_host)}/24", "dev", "eth0");
    }

    /// <summary>The cable first: the kernel takes its time with a namespace.</summary>
    public async ValueTask DisposeAsync()
    {
        await Ip("link", "delete", _name);
        await Ip("netns", "delete", _name);
    }

    private static string Address(int host) => $"198.18.{Environment.ProcessId % 250}.{host}";
}
