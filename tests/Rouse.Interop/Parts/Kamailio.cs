using System.Net.Sockets;

namespace Rouse.Interop.Parts;

/// <summary>Kamailio with one of the configurations in <c>Kamailio/</c>, on UDP and TCP.</summary>
internal sealed class Kamailio : IAsyncDisposable
{
    /// <summary>An own one, so that it can be trusted and phones not.</summary>
    public const string Address = "127.0.0.2";

    private readonly PartProcess _process;

    private Kamailio(string folder, string configuration, int port, IEnumerable<string> definitions)
    {
        Port = port;
        var name = $"kamailio-{configuration}-{port}";
        // Control sockets and the like; two of them may run.
        var runtime = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string[] arguments =
        [
            "-f", Places.KamailioConfiguration(configuration), "-DD", "-E", "-Y", runtime, "-m", "64", "-M", "8",
            "-l", $"udp:{Address}:{port}", "-l", $"tcp:{Address}:{port}", .. Defined(definitions),
        ];
        _process = new PartProcess(name, folder, "kamailio", arguments);
    }

    public int Port { get; }

    public string HostPort => $"{Address}:{Port}";

    /// <param name="folder">Of the scene.</param>
    /// <param name="configuration">Name of the file.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="definitions">What the file wants to be told: <c>NAME</c>, <c>NAME="text"</c></param>
    public static async Task<Kamailio> Start(string folder, string configuration, int port, params string[] definitions)
    {
        var kamailio = new Kamailio(folder, configuration, port, definitions);
        for (var tries = 0; tries < 200; tries++)
        {
            if (await kamailio.Answers())
                return kamailio;
        }
        await kamailio.DisposeAsync();
        throw new TimeoutException($"Kamailio does not answer:\n{string.Join('\n', kamailio._process.Lines)}");
    }

    /// <summary>The exit code of its own check of a configuration, and what it says.</summary>
    public static async Task<(int Code, string Text)> Check(string folder, string configuration, params string[] definitions)
    {
        await using var process = new PartProcess(
            "kamailio-check", folder, "kamailio",
            ["-c", "-f", Places.KamailioConfiguration(configuration), "-Y", folder, .. Defined(definitions)]);
        var code = await process.Exit(EventLog<string>.Patience);
        return (code, string.Join('\n', process.Lines));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IEnumerable<string> Defined(IEnumerable<string> definitions) =>
        definitions.SelectMany(static definition => new[] { "-A", definition });

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Address, Port);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            return false;
        }
    }
}
