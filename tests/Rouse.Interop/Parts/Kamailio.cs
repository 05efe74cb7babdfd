namespace Rouse.Interop.Parts;

/// <summary>Kamailio as the proxy of another domain: it records its route and sends every call to one phone.</summary>
internal sealed class Kamailio : IAsyncDisposable
{
    private readonly PartProcess _process;

    private Kamailio(string folder, int phonePort)
    {
        Port = Ports.Free();
        var file = Path.Combine(folder, "kamailio.cfg");
        File.WriteAllText(file, Configuration(Port, phonePort));
        _process = new PartProcess("kamailio", folder, "kamailio", ["-f", file, "-DD", "-E", "-Y", folder, "-m", "16", "-M", "4"]);
    }

    public int Port { get; }

    /// <param name="folder">Of the scene.</param>
    /// <param name="phonePort">Where the phone listens, on UDP.</param>
    public static async Task<Kamailio> Start(string folder, int phonePort)
    {
        var kamailio = new Kamailio(folder, phonePort);
        for (var tries = 0; tries < 100; tries++)
        {
            if (await kamailio.Answers())
                return kamailio;
        }
        await kamailio.DisposeAsync();
        throw new TimeoutException("Kamailio does not answer");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            return false;
        }
    }

    private static string Configuration(int port, int phonePort) => $$"""
        #!KAMAILIO
        debug=1
        log_stderror=yes
        children=2
        tcp_children=2
        listen=udp:127.0.0.1:{{port}}
        listen=tcp:127.0.0.1:{{port}}
        loadmodule "tm.so"
        loadmodule "tmx.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "siputils.so"
        modparam("rr", "enable_double_rr", 1)
        request_route {
            if (is_method("CANCEL")) {
                if (t_check_trans()) t_relay();
                exit;
            }
            if (has_totag()) {
                if (loose_route()) t_relay();
                else if (is_method("ACK") && t_check_trans()) t_relay();
                exit;
            }
            record_route();
            $du = "sip:127.0.0.1:{{phonePort}}";
            if (!t_relay()) sl_reply_error();
        }

        """;
}
