namespace Rouse.Interop.Parts;

/// <summary>Rouse as an operator starts it: the built program, a fresh data folder, one UDP and one TCP listener on a free port.</summary>
internal sealed class RouseProcess : IAsyncDisposable
{
    public const string Domain = "test.local";

    /// <summary>Shorter than the default, so that a scene may wait for its end.</summary>
    public static readonly TimeSpan RingWindow = TimeSpan.FromSeconds(15);

    private readonly EventLog<string> _lines = new("rouse");
    private readonly PartProcess _process;

    private RouseProcess(string folder, string address, int port, IPushService? push)
    {
        Address = address;
        Port = port;
        var users = Path.Combine(folder, "users.txt");
        File.WriteAllLines(users, ["version:1", .. new[] { "alice", "bob" }.Select(user => $"{user}@{Domain} clrtxt:{Password(user)} ;")]);
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] arguments =
        [
            "serve", "--listen", $"udp://{address}:{port}", "--listen", $"tcp://{address}:{port}", "--domain", Domain,
            "--data", Path.Combine(folder, "data"), "--users", users, "--log", "debug",
        ];
        if (push is not null)
            arguments = [.. arguments, "--config", WriteConfiguration(folder, push)];
        _process = new PartProcess("rouse", folder, Places.Rouse, arguments, Take);
    }

    public string Address { get; }

    public int Port { get; }

    public static string Password(string user) => user + "pass";

    public static async Task<RouseProcess> Start(string folder, string address = "127.0.0.1", IPushService? push = null)
    {
        var rouse = new RouseProcess(folder, address, Ports.Free(), push);
        try
        {
            await rouse._lines.Next(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), "line that says ready");
            return rouse;
        }
        catch
        {
            await rouse.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Stops it as an operator does; a server that has to be killed, ends in error or has logged one has failed the scene.
    /// </summary>
    public async Task StopInOrder()
    {
        _process.Signal(PartProcess.Terminate);
        var code = await _process.Exit(TimeSpan.FromSeconds(10));
        Assert.True(code == 0, $"rouse ended with {code}");
        Assert.DoesNotContain(_process.Lines, IsError);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Date, time, level, text.</summary>
    private static bool IsError(string line) => line.Split(' ', 4) is [_, _, "error", _];

    private void Take(string? line)
    {
        if (line is null)
            _lines.End("it has ended");
        else
            _lines.Add(line);
    }

    private static string WriteConfiguration(string folder, IPushService push)
    {
        var file = Path.Combine(folder, "rouse.toml");
        File.WriteAllText(file, $"""
            [push]
            ring_window = "{RingWindow.TotalSeconds}s"

            {push.WriteConfiguration(folder)}
            """);
        return file;
    }
}
