using System.Net;
using System.Net.Sockets;

namespace Rouse.Interop.Parts;

/// <summary>dnsmasq on loopback: it knows its own zone and asks nobody.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private readonly PartProcess _process;

    private NameServer(string folder, IEnumerable<string> records)
    {
        Port = Ports.Free();
        string[] alone = ["--keep-in-foreground", "--no-resolv", "--no-hosts", "--no-poll", "--conf-file=/dev/null", "--pid-file=",
            "--log-facility=-", "--log-queries", "--bind-interfaces", "--listen-address=127.0.0.1", $"--port={Port}", "--local=/test/"];
        _process = new PartProcess("dnsmasq", folder, "dnsmasq", [.. alone, .. records]);
    }

    public int Port { get; }

    /// <summary>What Rouse's file says to ask it, and to call what is on this machine.</summary>
    public string Configuration => ConfigurationOf(Port);

    /// <param name="port">Of a name server on this machine.</param>
    public static string ConfigurationOf(int port) => $"""
        [dns]
        servers = ["127.0.0.1:{port}"]
        timeout = "1s"

        [forward]
        private_networks = true
        """;

    /// <param name="folder">Of the scene.</param>
    /// <param name="records">As dnsmasq takes them: <c>--srv-host=…</c>, <c>--naptr-record=…</c>, <c>--host-record=…</c></param>
    public static async Task<NameServer> Start(string folder, params string[] records)
    {
        var server = new NameServer(folder, records);
        try
        {
            await server.Answers();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>It takes questions and answers none.</summary>
    public void Freezes() => _process.Signal(PartProcess.Stop);

    public void Thaws() => _process.Signal(PartProcess.Continue);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // A question of one byte for the root's name servers; whatever comes back is an answer.
    private async Task Answers()
    {
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, Port);
        byte[] question = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, .. "test"u8, 0, 0, 1, 0, 1];
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                await client.SendAsync(question);
                await client.ReceiveAsync().WaitAsync(TimeSpan.FromMilliseconds(200));
                return;
            }
            catch (Exception failure) when (failure is SocketException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
        throw new TimeoutException($"dnsmasq does not answer:\n{string.Join('\n', _process.Lines)}");
    }
}
