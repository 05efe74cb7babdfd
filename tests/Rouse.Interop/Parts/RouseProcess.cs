namespace Rouse.Interop.Parts;

/// <summary>Rouse as an operator starts it: the built program, a fresh data folder, one UDP and one TCP listener on a free port.</summary>
internal sealed class RouseProcess : IAsyncDisposable
{
    public const string Domain = "test.local";

    /// <summary>Shorter than the default, so that a scene may wait for its end.</summary>
    public static readonly TimeSpan RingWindow = TimeSpan.FromSeconds(15);

    private readonly EventLog<string> _lines = new("rouse");
    private readonly EventLog<string> _log = new("rouse");
    private readonly PartProcess _process;
    private readonly string _folder;

    // Not in the folder of the scene: the path of a socket may have 107 bytes.
    private readonly string _data = Directory.CreateTempSubdirectory("rouse-").FullName;

    private string? _expectedError;

    private RouseProcess(string folder, string address, int port, IPushService? push, DatabaseServer? accounts)
    {
        Address = address;
        Port = port;
        _folder = folder;
        var users = Path.Combine(folder, "users.txt");
        File.WriteAllLines(users, ["version:1", .. new[] { "alice", "bob" }.Select(user => $"{user}@{Domain} clrtxt:{Password(user)} ;")]);
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] arguments =
        [
            "serve", "--listen", $"udp://{address}:{port}", "--listen", $"tcp://{address}:{port}", "--domain", Domain,
            "--data", _data, "--log", "debug",
        ];
        if (accounts is null)
            arguments = [.. arguments, "--users", users];
        if (push is not null || accounts is not null)
            arguments = [.. arguments, "--config", WriteConfiguration(folder, push, accounts)];
        _process = new PartProcess("rouse", folder, Places.Rouse, arguments, line => Take(_lines, line), line => Take(_log, line));
    }

    public string Address { get; }

    public int Port { get; }

    public static string Password(string user) => user + "pass";

    public static async Task<RouseProcess> Start(
        string folder, string address = "127.0.0.1", IPushService? push = null, DatabaseServer? accounts = null)
    {
        var rouse = new RouseProcess(folder, address, Ports.Free(), push, accounts);
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
        Assert.DoesNotContain(_process.Lines, line => IsError(line) && !IsExpected(line));
        Assert.True(_expectedError is null || _process.Lines.Any(IsExpected), $"no error that contains '{_expectedError}'");
        Assert.DoesNotContain(_process.Lines, line => line.Contains(DatabaseServer.Secret, StringComparison.Ordinal));
    }

    /// <summary>An error whose line contains this is what the scene wants.</summary>
    public void Expects(string error) => _expectedError = error;

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

    /// <summary>Date, time, level, text.</summary>
    private static bool IsError(string line) => line.Split(' ', 4) is [_, _, "error", _];

    private bool IsExpected(string line) => _expectedError is { } part && IsError(line) && line.Contains(part, StringComparison.Ordinal);

    private static void Take(EventLog<string> lines, string? line)
    {
        if (line is null)
            lines.End("it has ended");
        else
            lines.Add(line);
    }

    private static string WriteConfiguration(string folder, IPushService? push, DatabaseServer? accounts)
    {
        var file = Path.Combine(folder, "rouse.toml");
        File.WriteAllText(file, $"""
            [push]
            ring_window = "{RingWindow.TotalSeconds}s"

            {push?.WriteConfiguration(folder)}
            {accounts?.WriteConfiguration()}
            """);
        return file;
    }
}
