using System.Text.RegularExpressions;
using Rouse.Testing;

namespace Rouse.Interop.Parts;

/// <summary>
/// Rouse as an operator starts it: the built program, a fresh data folder, one UDP and one TCP listener on a free port, one TLS listener on
/// another.
/// </summary>
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

    private string? _expectedError;

    private RouseProcess(string folder, string address, int port, IPushService? push, DatabaseServer? accounts, string configuration)
    {
        Address = address;
        Port = port;
        TlsPort = Ports.Free();
        _folder = folder;
        WriteCertificate();
        var users = Path.Combine(folder, "users.txt");
        string[] names = ["alice", "bob", "carol"];
        File.WriteAllLines(users, ["version:1", .. names.Select(user => $"{user}@{Domain} clrtxt:{Password(user)} ;")]);
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _arguments =
        [
            "serve", "--listen", $"udp://{Host}:{port}", "--listen", $"tcp://{Host}:{port}", "--listen", $"tls://{Host}:{TlsPort}",
            "--domain", Domain, "--data", _data, "--log", "debug", "--config", WriteConfiguration(folder, push, accounts, configuration),
        ];
        if (accounts is null)
            _arguments = [.. _arguments, "--users", users];
        (_process, _lines, _log) = Launch();
    }

    public string Address { get; }

    /// <summary>The address as it stands in URIs.</summary>
    public string Host => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address;

    public int Port { get; }

    public int TlsPort { get; }

    /// <summary>File of the authority that phones trust over TLS.</summary>
    public string RootCertificate => Path.Combine(_folder, "root.pem");

    public static string Password(string user) => user + "pass";

    public static async Task<RouseProcess> Start(
        string folder,
        string address = "127.0.0.1",
        IPushService? push = null,
        DatabaseServer? accounts = null,
        string configuration = "")
    {
        var rouse = new RouseProcess(folder, address, Ports.Free(), push, accounts, configuration);
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
        // It would wait 20 s for a phone that was pushed and has not come; the second signal says that nobody wants to.
        if (!await _process.HasEnded(TimeSpan.FromSeconds(1)))
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

    /// <summary>A user's phone has registered from a port that begins so.</summary>
    public Task NotesRegistration(string user, string port) => _log.Next(
        line => Regex.IsMatch(line, $" {user}@{Domain} registered .*:{port}"), $"REGISTER of {user} from port {port}…");

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

    private bool IsExpected(string line) => _expectedError is { } part && IsError(line) && line.Contains(part, StringComparison.Ordinal);

    private static void Take(EventLog<string> lines, string? line)
    {
        if (line is null)
            lines.End("it has ended");
        else
            lines.Add(line);
    }

    private void WriteCertificate()
    {
        using var authority = new TestAuthority();
        // Linphone finds an address only in the subject, and only where no names are listed.
        TestAuthority.Write(_folder, "server", authority.IssueWithoutNames(Address));
        File.WriteAllText(RootCertificate, authority.RootPem);
    }

    private static string WriteConfiguration(string folder, IPushService? push, DatabaseServer? accounts, string configuration)
    {
        var file = Path.Combine(folder, "rouse.toml");
        File.WriteAllText(file, $"""
            [tls]
            certificate = "server.pem"
            key = "server.key"

            [push]
            ring_window = "{(push is null ? 90 : RingWindow.TotalSeconds)}s"

            {push?.WriteConfiguration(folder)}
            {accounts?.WriteConfiguration()}
            {configuration}
            """);
        return file;
    }
}
