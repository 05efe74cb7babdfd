namespace Rouse.Interop.Parts;

/// <summary>Rouse as an operator starts it: the built program, a fresh data folder, one UDP and one TCP listener on a free port.</summary>
internal sealed class RouseProcess : IAsyncDisposable
{
    public const string Domain = "test.local";

    /// <summary>Shorter than the default, so that a scene may wait for its end.</summary>
    public static readonly TimeSpan RingWindow = TimeSpan.FromSeconds(15);

    private readonly string[] _arguments;
    private readonly string _folder;
    private EventLog<string> _lines;
    private EventLog<string> _log;
    private PartProcess _process;

    // Not in the folder of the scene: the path of a socket may have 107 bytes.
    private readonly string _data = Directory.CreateTempSubdirectory("rouse-").FullName;

    private RouseProcess(string folder, string address, int port, IPushService? push)
    {
        Address = address;
        Port = port;
        _folder = folder;
        var users = Path.Combine(folder, "users.txt");
        File.WriteAllLines(users, ["version:1", .. new[] { "alice", "bob" }.Select(user => $"{user}@{Domain} clrtxt:{Password(user)} ;")]);
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _arguments =
        [
            "serve", "--listen", $"udp://{address}:{port}", "--listen", $"tcp://{address}:{port}", "--domain", Domain,
            "--data", _data, "--users", users, "--log", "debug",
        ];
        if (push is not null)
            _arguments = [.. _arguments, "--config", WriteConfiguration(folder, push)];
        (_process, _lines, _log) = Launch();
    }

    public string Address { get; }

    public int Port { get; }

    public static string Password(string user) => user + "pass";

    public static async Task<RouseProcess> Start(string folder, string address = "127.0.0.1", IPushService? push = null)
    {
        var rouse = new RouseProcess(folder, address, Ports.Free(), push);
        try
        {
            await rouse.IsReady();
            return rouse;
        }
        catch
        {
            await rouse.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it, so that it can say and write nothing more, and starts it again on the same data.</summary>
    public async Task Restart()
    {
        _process.Signal(PartProcess.Kill);
        await _process.Exit(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
        (_process, _lines, _log) = Launch();
        await IsReady();
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

    /// <summary>A call has noted that its push was accepted, a moment after the provider did so.</summary>
    public Task NotesAcceptedPush() =>
        _log.Next(line => line.Contains(" accepted (200", StringComparison.Ordinal), "step of an accepted push");

    /// <summary>What <c>rouse call</c> tells of a call or message.</summary>
    public Task<ToldCall> TellsOf(string callId) => ToldCall.Of(callId, _folder, _data);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private (PartProcess Process, EventLog<string> Lines, EventLog<string> Log) Launch()
    {
        var (lines, log) = (new EventLog<string>("rouse"), new EventLog<string>("rouse"));
        var process = new PartProcess("rouse", _folder, Places.Rouse, _arguments, line => Take(lines, line), line => Take(log, line));
        return (process, lines, log);
    }

    private Task<string> IsReady() =>
        _lines.Next(line => line.Contains("ready", StringComparison.OrdinalIgnoreCase), "line that says ready");

    /// <summary>Date, time, level, text.</summary>
    private static bool IsError(string line) => line.Split(' ', 4) is [_, _, "error", _];

    private static void Take(EventLog<string> lines, string? line)
    {
        if (line is null)
            lines.End("it has ended");
        else
            lines.Add(line);
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
