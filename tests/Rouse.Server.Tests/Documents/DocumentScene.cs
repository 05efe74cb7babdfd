using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Documents;

/// <summary>
/// A machine as the documents presuppose it: a server that runs, bob who is registered and gone, and a call to him. The folders of
/// an installed system lie in one that goes when the test ends.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed partial class DocumentScene : IAsyncDisposable
{
    const string Token = "0123456789abcdef";
    const string Password = "4711-Aardvark";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder _folder = new();
    readonly CancellationTokenSource _timeout = new(Patience);
    readonly int _adminPort = FreePort();
    Process? _server;

    public static async Task<DocumentScene> StartAsync()
    {
        var scene = new DocumentScene();
        try
        {
            scene.Write();
            scene._server = scene.Start("exec rouse serve", scene._folder.Path);
            var url = new Uri((await scene.ReadUntilReadyAsync(scene._server))["ready on ".Length..]);
            await scene.CallBobAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it as a reader would, and expects what a reader expects: that it works.</summary>
    public async Task RunAsync(string command)
    {
        if (command.StartsWith("rouse serve ", StringComparison.Ordinal))
            await RunServerAsync(command);
        else if (command.StartsWith("curl -N ", StringComparison.Ordinal))
            // It goes on until it is ended, here by its own time limit (exit code 28).
            Assert.Equal(28, (await RunHereAsync(command.Replace("curl -N ", "curl -sf -m 1 -N ", StringComparison.Ordinal))).ExitCode);
        else
            await RunToItsEndAsync(command);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            server.Dispose();
        }
        _timeout.Dispose();
        _folder.Dispose();
    }

    async Task RunToItsEndAsync(string command)
    {
        if (command.Contains("rouse call 4b7", StringComparison.Ordinal))
            command = command.Replace("4b7", CallId().Match((await RunHereAsync("rouse calls")).Output).Groups[1].Value[..6]);
        if (command.Contains("rouse trace ", StringComparison.Ordinal))
            command += " --seconds 1";
        // A password is asked for twice, and only at a terminal.
        var isTyped = command.Contains("rouse user add", StringComparison.Ordinal);
        var (exitCode, output) = isTyped
            ? await RunHereAsync($"script -qec '{command}' /dev/null", $"{Password}\n{Password}\n")
            : await RunHereAsync(command);
        Assert.True(exitCode == 0, $"{command} ended with {exitCode}\n{output}");
    }

    async Task RunServerAsync(string command)
    {
        var folder = Directory.CreateDirectory(_folder["another"]).FullName;
        using var server = Start($"ROUSE__LISTEN=udp://127.0.0.1:0 exec {command}", folder);
        await ReadUntilReadyAsync(server);
        using var kill = Process.Start("kill", ["-TERM", $"{server.Id}"]);
        await server.WaitForExitAsync(_timeout.Token);
        Assert.Equal(0, server.ExitCode);
    }

    async Task<(int ExitCode, string Output)> RunHereAsync(string command, string input = "")
    {
        using var process = Start(Here(command), _folder.Path);
        await process.StandardInput.WriteAsync(input);
        var error = process.StandardError.ReadToEndAsync(_timeout.Token);
        var output = await process.StandardOutput.ReadToEndAsync(_timeout.Token);
        await process.WaitForExitAsync(_timeout.Token);
        return (process.ExitCode, output + await error);
    }

    // The same command on this machine.
    string Here(string command) => command
        .Replace("sudo -u rouse /opt/rouse.new/rouse ", "rouse ", StringComparison.Ordinal)
        .Replace("sudo -u rouse /opt/rouse/rouse ", "rouse ", StringComparison.Ordinal)
        .Replace("/var/lib/rouse", _folder["data"], StringComparison.Ordinal)
        .Replace("/etc/rouse", _folder.Path, StringComparison.Ordinal)
        .Replace("/var/backups", _folder.Path, StringComparison.Ordinal)
        .Replace("ROUSE__ADMIN__TOKEN=…", $"ROUSE__ADMIN__TOKEN={Token}", StringComparison.Ordinal)
        .Replace("127.0.0.1:8060", $"127.0.0.1:{_adminPort}", StringComparison.Ordinal);

    Process Start(string command, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start) ?? throw new InvalidOperationException("no process");
    }

    void Write()
    {
        _folder.Write("users.txt", $"version:1\nbob@example.org clrtxt:{Password} ;\n");
        _folder.Write("rouse.toml", $"""
            domains = ["example.org"]
            listen = ["udp://127.0.0.1:0"]
            [auth]
            users = "users.txt"
            [admin]
            listen = "127.0.0.1:{_adminPort}"
            token = "{Token}"
            """);
        foreach (var name in (string[])["users.txt", "rouse.toml"])
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    async Task<string> ReadUntilReadyAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync(_timeout.Token) is { } line)
        {
            if (line.StartsWith("ready on ", StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync(_timeout.Token));
    }

    // Over UDP, so it is still registered when its socket is gone; the sandbox pushes phones of this machine. It calls itself.
    async Task CallBobAsync(IPEndPoint server)
    {
        using var bob = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        bob.Connect(server);
        var credentials = new Credentials("bob", Password);
        var challenge = await AskAsync(bob, 1, "REGISTER", "sip:example.org", "Accept: */*");
        await AskAsync(bob, 2, "REGISTER", "sip:example.org", credentials.Answer(challenge, "REGISTER", "sip:example.org"));
        challenge = await AskAsync(bob, 3, "INVITE", "sip:bob@example.org", "Accept: */*");
        await AskAsync(bob, 4, "INVITE", "sip:bob@example.org", credentials.Answer(challenge, "INVITE", "sip:bob@example.org"));
    }

    async Task<SipMessage> AskAsync(UdpClient phone, int cseq, string method, string uri, string header)
    {
        var at = phone.Client.LocalEndPoint;
        await phone.SendAsync(Encoding.ASCII.GetBytes(
            $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {at};branch=z9hG4bK-{cseq}\r\nFrom: <sip:bob@example.org>;tag=1\r\n"
            + $"To: <sip:bob@example.org>\r\nCall-ID: {method}\r\nCSeq: {cseq} {method}\r\nMax-Forwards: 70\r\n"
            + $"Contact: <sip:bob@{at};pn-provider=fcm;pn-param=sandbox;pn-prid=token>\r\n{header}\r\nContent-Length: 0\r\n\r\n"));
        var answer = (await phone.ReceiveAsync(_timeout.Token)).Buffer;
        Assert.True(SipParser.TryParseDatagram(answer, out var message, out var error), $"{error}");
        return message!;
    }

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("^[^ ]+ +([0-9a-f]{12}) ", RegexOptions.Multiline)]
    private static partial Regex CallId();
}
