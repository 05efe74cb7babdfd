using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Rouse.Server.Storage;
using Rouse.Testing;

namespace Rouse.Server.Tests.Configuration;

/// <summary>The built program under signals, and starts that are refused.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RunningProcessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder _folder = new();
    readonly CancellationTokenSource _timeout = new(Patience);

    public void Dispose()
    {
        _folder.Dispose();
        _timeout.Dispose();
    }

    [Fact]
    public async Task Hang_up_reloads_and_the_server_goes_on()
    {
        _folder.Write("rouse.toml", "listen = [\"udp://127.0.0.1:0\"]\n");
        using var rouse = Start("serve");
        await ReadyAsync(rouse);
        _folder.Write("rouse.toml", "listen = [\"udp://127.0.0.1:1\"]\n[push]\nring_window = \"30s\"\n");
        await SignalAsync(rouse, "HUP");
        await LogsAsync(rouse, "reloaded: push.ring_window");
        await LogsAsync(rouse, "listen changed: takes effect at the next start");
        _folder.Write("rouse.toml", "ring_window = 30\n");
        await SignalAsync(rouse, "HUP");
        await LogsAsync(rouse, "rouse.toml:1: key 'ring_window' is not known; did you mean 'push.ring_window' (duration, 1s to 10m)?");
        await LogsAsync(rouse, "not reloaded: everything stays as it was");
        await StopAsync(rouse);

        Assert.Equal(0, rouse.ExitCode);
    }

    [Fact]
    public async Task Domain_that_is_added_has_users_at_once()
    {
        _folder.Write("rouse.toml", "domains = [\"example.net\"]\nauth = { enabled = false }\nlisten = [\"udp://127.0.0.1:0\"]\n");
        using var rouse = Start("serve");
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        phone.Connect(EndPointOf(await ReadyAsync(rouse), "udp"));
        var register = Request("REGISTER", "sip:example.org", phone.Client.LocalEndPoint!, "UDP", "Contact: <sip:bob@127.0.0.1>\r\n");
        await phone.SendAsync(register, _timeout.Token);
        Assert.StartsWith("SIP/2.0 404 ", await ReceiveAsync(phone));
        _folder.Write(
            "rouse.toml", "domains = [\"example.net\", \"example.org\"]\nauth = { enabled = false }\nlisten = [\"udp://127.0.0.1:0\"]\n");
        await SignalAsync(rouse, "HUP");
        await LogsAsync(rouse, "reloaded: domains");
        await phone.SendAsync(register, _timeout.Token);

        Assert.StartsWith("SIP/2.0 200 ", await ReceiveAsync(phone));
        await StopAsync(rouse);
    }

    [Fact]
    public async Task File_that_is_saved_is_taken_by_itself()
    {
        _folder.Write("rouse.toml", "listen = [\"udp://127.0.0.1:0\"]\n");
        using var rouse = Start("serve");
        await ReadyAsync(rouse);
        _folder.Write("new", "listen = [\"udp://127.0.0.1:0\"]\n[push]\nwhen_silent = \"2s\"\n");
        File.Move(_folder["new"], _folder["rouse.toml"], overwrite: true);
        await LogsAsync(rouse, "reloaded: push.when_silent");
        await StopAsync(rouse);

        Assert.Equal(0, rouse.ExitCode);
    }

    [Theory]
    [InlineData("500ms", 1)]
    [InlineData("1m", 2)]
    public async Task Held_call_is_answered_when_the_stop_has_waited_or_is_told_twice(string drain, int signals)
    {
        _folder.Write("rouse.toml", $"drain = \"{drain}\"\n");
        using var rouse = Start("serve --no-auth --domain example.org --listen udp://127.0.0.1:0 --listen tcp://127.0.0.1:0");
        var ready = await ReadyAsync(rouse);
        await RegisterSleepingPhoneAsync(EndPointOf(ready, "tcp"));
        using var caller = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        caller.Connect(EndPointOf(ready, "udp"));
        await caller.SendAsync(Request("INVITE", "sip:bob@example.org", caller.Client.LocalEndPoint!, "UDP"), _timeout.Token);
        Assert.StartsWith("SIP/2.0 100 ", await ReceiveAsync(caller));
        await SignalAsync(rouse, "TERM");
        await LogsAsync(rouse, $"stopping: 1 calls and messages have up to {drain}");
        if (signals > 1)
            await SignalAsync(rouse, "TERM");
        var final = await ReceiveAsync(caller);
        await LogsAsync(rouse, "stopping: 0 came to their end, 1 were cut short with 503");
        await rouse.WaitForExitAsync(_timeout.Token);

        Assert.StartsWith("SIP/2.0 503 Server Is Stopping\r\n", final);
        Assert.Contains("\r\nRetry-After: 5\r\n", final);
        Assert.Equal(0, rouse.ExitCode);
    }

    [Theory]
    [InlineData("--listen udp://127.0.0.1:{port}", "udp://127.0.0.1:{port}: address already in use")]
    [InlineData("--listen udp://127.0.0.1:0 --users users", "--users: there is no file users")]
    [InlineData("--listen udp://127.0.0.1:0 --users wrong", "wrong:1: no password; write clrtxt:, md5: or sha256: after the user")]
    [InlineData("--listen udp://127.0.0.1:0 --config admin.toml", "admin.listen: ")]
    [InlineData("--listen udp://127.0.0.1:0 --config app.toml", "app.toml:2: push.apps.\"a.b\".apns: certificate is neither PEM")]
    [InlineData("--config tls.toml", "tls.toml:4: tls: key theirs.key is not the one of certificate ours.pem")]
    public async Task Refused_start_leaves_nothing_behind(string arguments, string reason)
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var http = new TcpListener(IPAddress.Loopback, 0);
        http.Start();
        _folder.Write("wrong", "alice\n");
        _folder.Write("certificate", "none");
        _folder.Write("admin.toml", $"[admin]\nlisten = \"{http.LocalEndpoint}\"\ntoken = \"0123456789abcdef\"\n");
        using (var authority = new TestAuthority())
        {
            authority.Write(_folder.Path, "ours", "sip.example.org");
            authority.Write(_folder.Path, "theirs", "sip.example.org");
        }
        _folder.Write(
            "tls.toml", "listen = [\"tls://127.0.0.1:0\"]\n[tls]\ncertificate = \"ours.pem\"\nkey = \"theirs.key\"\n");
        _folder.Write("app.toml", "[push.apps.\"a.b\"]\napns = { certificate = \"certificate\" }\n");
        var before = Entries();
        var port = ((IPEndPoint)taken.Client.LocalEndPoint!).Port.ToString();
        using var rouse = Start($"serve --data above/data {arguments.Replace("{port}", port, StringComparison.Ordinal)}");
        var output = rouse.StandardOutput.ReadToEndAsync(_timeout.Token);
        var error = await rouse.StandardError.ReadToEndAsync(_timeout.Token);
        await rouse.WaitForExitAsync(_timeout.Token);

        Assert.Equal((1, ""), (rouse.ExitCode, await output));
        Assert.Contains(reason.Replace("{port}", port, StringComparison.Ordinal), error);
        Assert.EndsWith("rouse: not started\n", error);
        Assert.Equal(before, Entries());
    }

    [Fact]
    public async Task Refused_start_leaves_an_older_folder_as_it_was()
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var old = MakeOldFolder();

        Assert.Contains("address already in use", await RefusesAsync($"udp://{taken.Client.LocalEndPoint}"));
        Assert.Equal(old, Contents());
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_left_as_it_was()
    {
        MakeOldFolder();
        using (var database = StoreDatabase.Open(_folder["data/rouse.db"], new()))
            database.Execute("PRAGMA user_version = 1000");
        var old = Contents();

        Assert.Contains("rouse.db was written by a newer rouse (schema 1000, ", await RefusesAsync("udp://127.0.0.1:0"));
        Assert.Equal(old, Contents());
    }

    [Fact]
    public async Task Admin_socket_that_cannot_be_bound_refuses_the_start()
    {
        MakeOldFolder();
        Directory.CreateDirectory(_folder["data/rouse.sock"]);
        _folder.Write("data/rouse.sock/letter", "of somebody");
        var old = Contents();

        Assert.Contains("rouse.sock is a folder, and the socket of the commands belongs there", await RefusesAsync("udp://127.0.0.1:0"));
        Assert.Equal(old, Contents());
    }

    async Task<string> RefusesAsync(string listen)
    {
        using var rouse = Start($"serve --listen {listen}");
        var error = await rouse.StandardError.ReadToEndAsync(_timeout.Token);
        await rouse.WaitForExitAsync(_timeout.Token);
        Assert.Equal(1, rouse.ExitCode);
        Assert.EndsWith("rouse: not started\n", error);
        return error;
    }

    string[] MakeOldFolder()
    {
        Directory.CreateDirectory(_folder["data"]);
        _folder.Write("data/realm", "before\n");
        _folder.Write("data/letter", "of somebody");
        return Contents();
    }

    // It comes from this machine, so the sandbox serves it.
    async Task RegisterSleepingPhoneAsync(IPEndPoint server)
    {
        using var phone = new TcpClient();
        await phone.ConnectAsync(server, _timeout.Token);
        var at = phone.Client.LocalEndPoint!;
        var contact = $"Contact: <sip:bob@{at};transport=tcp;pn-provider=fcm;pn-param=sandbox;pn-prid=token>\r\n";
        await phone.GetStream().WriteAsync(Request("REGISTER", "sip:example.org", at, "TCP", contact), _timeout.Token);
        var answer = new byte[4096];
        var length = await phone.GetStream().ReadAsync(answer, _timeout.Token);
        Assert.StartsWith("SIP/2.0 200 ", Encoding.ASCII.GetString(answer, 0, length));
    }

    static byte[] Request(string method, string uri, EndPoint from, string transport, string headers = "") => Encoding.ASCII.GetBytes(
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{transport} {from};branch=z9hG4bK-{method}\r\nFrom: <sip:bob@example.org>;tag=1\r\n"
        + $"To: <sip:bob@example.org>\r\nCall-ID: {method}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n{headers}Content-Length: 0\r\n\r\n");

    static IPEndPoint EndPointOf(string ready, string transport)
    {
        var url = ready["ready on ".Length..].Split(", ").Select(text => new Uri(text)).First(url => url.Scheme == transport);
        return new IPEndPoint(IPAddress.Parse(url.Host), url.Port);
    }

    async Task<string> ReceiveAsync(UdpClient caller) => Encoding.ASCII.GetString((await caller.ReceiveAsync(_timeout.Token)).Buffer);

    async Task<string> ReadyAsync(Process rouse)
    {
        while (await rouse.StandardOutput.ReadLineAsync(_timeout.Token) is { } line)
        {
            if (line.StartsWith("ready", StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException(await rouse.StandardError.ReadToEndAsync(_timeout.Token));
    }

    async Task LogsAsync(Process rouse, string text)
    {
        while (await rouse.StandardError.ReadLineAsync(_timeout.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }
        throw new InvalidOperationException($"the log ended without '{text}'");
    }

    async Task SignalAsync(Process rouse, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", rouse.Id.ToString()]);
        await kill.WaitForExitAsync(_timeout.Token);
    }

    async Task StopAsync(Process rouse)
    {
        await SignalAsync(rouse, "TERM");
        await rouse.WaitForExitAsync(_timeout.Token);
    }

    string[] Contents() =>
        [.. Entries().Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}")];

    string[] Entries() => [.. Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order()];

    Process Start(string arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "rouse"), arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("no process");
}
